import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionInfo, sizesOf } from '../convolutionGeometry';
import { winogradProducts } from './cost';
import { type Exports, wasmModule } from './module.generated';

/** Conv2D. */
export const winogradConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.outShape,
  scratch: ({ filterBytes }, _, { info }) => filterBytes(sizesOf(info, info.outShape)),
  ownScratch: ({ ownBytes }, _, { info }) => ownBytes({ channels: info.inChannels }),
  products: (_, { info }) => winogradProducts(info, info.outShape),
  run: ({ filters, blocks }, at, _inputs, { info }, { split }) => {
    const sizes = sizesOf(info, info.outShape);
    split('transformFilter', { ...at, ...sizes, swapped: false, turned: false }, filters(sizes));
    split('convolve', { ...at, ...sizes }, blocks(sizes));
  },
});
