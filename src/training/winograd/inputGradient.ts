import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo } from '../convolutionGeometry';
import { winogradSizes } from './convolution';
import { wasmModule } from './module.generated';

/** Conv2DBackpropInput. */
export const winogradInputGradient = /* @__PURE__ */ wasmKernel<
  'dy' | 'filter',
  ConvolutionAttributes & { inputShape: number[] }
>({
  module: wasmModule,
  output: (_, { inputShape }) => inputShape,
  scratch: ({ scratchBytes }, { filter: { shape } }) => scratchBytes(shape[3], shape[2]),
  run: ({ backpropInput }, at, { dy, filter }, attributes) => {
    const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
    backpropInput(at.dy, at.filter, at.output, at.scratch, ...winogradSizes(info, dy.shape));
  },
});
