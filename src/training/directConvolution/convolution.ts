import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, productsOf, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2D without dilation. */
export const directConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionAttributes>({
  module: wasmModule,
  output: ({ x, filter }, attributes) => convolutionInfo(x.shape, filter.shape, attributes).outShape,
  scratch: ({ filterBytes }, { filter }) => {
    const [filterHeight, filterWidth, channels, outputs] = filter.shape;
    return filterBytes({ filterHeight, filterWidth, channels, outputs });
  },
  ownScratch: ({ ownBytes }, { x, filter }, attributes) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    return ownBytes(sizesOf(info, info.outShape));
  },
  products: ({ x, filter }, attributes) => productsOf(convolutionInfo(x.shape, filter.shape, attributes)),
  run: ({ packFilter, groups }, at, { x, filter }, attributes, { split }) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    const named = { ...at, ...sizesOf(info, info.outShape) };
    packFilter(named);
    split('convolve', named, info.batchSize * groups(named));
  },
});
