import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropInput for strides of 1 without dilation. */
export const directInputGradient = /* @__PURE__ */ wasmKernel<
  Exports,
  'dy' | 'filter',
  ConvolutionAttributes & { inputShape: number[] }
>({
  module: wasmModule,
  output: (_, { inputShape }) => inputShape,
  scratch: ({ spreadScratchBytes }, { dy, filter }, attributes) =>
    spreadScratchBytes(sizesOf(convolutionInfo(attributes.inputShape, filter.shape, attributes), dy.shape)),
  run: ({ spreadGradient }, at, { dy, filter }, attributes) => {
    const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
    spreadGradient({ ...at, dx: at.output, ...sizesOf(info, dy.shape) });
  },
});
