import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionInfo, productsOf, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2D without dilation. */
export const directConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.outShape,
  scratch: ({ filterBytes }, _, { info }) => filterBytes(sizesOf(info, info.outShape)),
  ownScratch: ({ ownBytes }, _, { info }) => ownBytes(sizesOf(info, info.outShape)),
  products: (_, { info }) => productsOf(info),
  run: ({ packFilter, groups }, at, _inputs, { info }, { split }) => {
    const named = { ...at, ...sizesOf(info, info.outShape) };
    packFilter(named);
    split('convolve', named, info.batchSize * groups(named));
  },
});
