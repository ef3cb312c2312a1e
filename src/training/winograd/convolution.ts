import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';
import { winogradProducts } from './cost';
import { type Exports, wasmModule } from './module.generated';

/** Conv2D. */
export const winogradConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionAttributes>({
  module: wasmModule,
  output: ({ x, filter }, attributes) => convolutionInfo(x.shape, filter.shape, attributes).outShape,
  scratch: ({ filterBytes }, { filter: { shape } }) => filterBytes({ channels: shape[2], outputs: shape[3] }),
  ownScratch: ({ ownBytes }, { filter: { shape } }) => ownBytes({ channels: shape[2] }),
  products: ({ x, filter }, attributes) =>
    winogradProducts(convolutionInfo(x.shape, filter.shape, attributes).outShape, filter.shape[2]),
  run: ({ filters, blocks }, at, { x, filter }, attributes, { split }) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    const sizes = sizesOf(info, info.outShape);
    split('transformFilter', { ...at, ...sizes, turned: false }, filters(sizes));
    split('convolve', { ...at, ...sizes }, blocks(sizes));
  },
});
