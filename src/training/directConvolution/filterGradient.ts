import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropFilter without dilation. */
export const directFilterGradient = /* @__PURE__ */ wasmKernel<
  Exports,
  'x' | 'dy',
  ConvolutionAttributes & { filterShape: number[] }
>({
  module: wasmModule,
  output: (_, { filterShape }) => filterShape,
  scratch: ({ filterScratchBytes }, { x, dy }, attributes) =>
    filterScratchBytes(sizesOf(convolutionInfo(x.shape, attributes.filterShape, attributes), dy.shape)),
  run: ({ filterGradient }, at, { x, dy }, attributes) => {
    const info = convolutionInfo(x.shape, attributes.filterShape, attributes);
    filterGradient({ ...at, dfilter: at.output, ...sizesOf(info, dy.shape) });
  },
});
