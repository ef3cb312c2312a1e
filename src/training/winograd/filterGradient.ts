import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropFilter. */
export const winogradFilterGradient = /* @__PURE__ */ wasmKernel<
  Exports,
  'x' | 'dy',
  ConvolutionAttributes & { filterShape: number[] }
>({
  module: wasmModule,
  output: (_, { filterShape }) => filterShape,
  scratch: ({ filterScratchBytes }) => filterScratchBytes(),
  run: ({ filterGradient }, at, { x, dy }, attributes) => {
    const info = convolutionInfo(x.shape, attributes.filterShape, attributes);
    filterGradient({ ...at, dfilter: at.output, ...sizesOf(info, dy.shape) });
  },
});
