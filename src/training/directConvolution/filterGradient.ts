import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, productsOf, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropFilter without dilation. */
export const directFilterGradient = /* @__PURE__ */ wasmKernel<
  Exports,
  'x' | 'dy',
  ConvolutionAttributes & { filterShape: number[] }
>({
  module: wasmModule,
  output: (_, { filterShape }) => filterShape,
  ownScratch: ({ ownFilterBytes }, { x, dy }, attributes) =>
    ownFilterBytes(sizesOf(convolutionInfo(x.shape, attributes.filterShape, attributes), dy.shape)),
  products: ({ x }, attributes) => productsOf(convolutionInfo(x.shape, attributes.filterShape, attributes)),
  run: ({ tiles }, at, { x, dy }, attributes, { split }) => {
    const info = convolutionInfo(x.shape, attributes.filterShape, attributes);
    const named = { ...at, dfilter: at.output, ...sizesOf(info, dy.shape) };
    split('filterGradient', named, tiles(named), 1); // each part copies all strips
  },
});
