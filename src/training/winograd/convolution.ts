import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionInfo, sizesOf } from '../convolutionGeometry';
import { winogradProducts } from './cost';
import { type Exports, wasmModule } from './module.generated';

/** Conv2D. */
export const winogradConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.outShape,
  scratch: ({ filterBytes }, { filter: { shape } }) => filterBytes({ channels: shape[2], outputs: shape[3] }),
  ownScratch: ({ ownBytes }, { filter: { shape } }) => ownBytes({ channels: shape[2] }),
  products: (_, { info }) => winogradProducts(info.outShape, info.inChannels),
  run: ({ filters, blocks }, at, _inputs, { info }, { split }) => {
    const sizes = sizesOf(info, info.outShape);
    split('transformFilter', { ...at, ...sizes, turned: false }, filters(sizes));
    split('convolve', { ...at, ...sizes }, blocks(sizes));
  },
});
