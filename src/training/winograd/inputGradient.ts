import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropInput. */
export const winogradInputGradient = /* @__PURE__ */ wasmKernel<
  Exports,
  'dy' | 'filter',
  ConvolutionAttributes & { inputShape: number[] }
>({
  module: wasmModule,
  output: (_, { inputShape }) => inputShape,
  scratch: ({ scratchBytes }, { filter: { shape } }) => scratchBytes({ channels: shape[3], outputs: shape[2] }),
  run: ({ inputGradient }, at, { dy, filter }, attributes) => {
    const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
    inputGradient({ ...at, dx: at.output, ...sizesOf(info, dy.shape) });
  },
});
