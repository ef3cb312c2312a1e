import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionInfo, sizesOf } from '../convolutionGeometry';
import { winogradProducts } from './cost';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropInput: a convolution of dy, with channels and outputs swapped. */
export const winogradInputGradient = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'filter', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.inShape,
  scratch: ({ filterBytes }, { filter: { shape } }) => filterBytes({ channels: shape[3], outputs: shape[2] }),
  ownScratch: ({ ownBytes }, { filter: { shape } }) => ownBytes({ channels: shape[3] }),
  products: ({ dy }, { info }) => winogradProducts(info.inShape, dy.shape[3]),
  run: ({ filters, blocks }, at, { dy }, { info }, { split }) => {
    const { batch, padTop, padLeft } = sizesOf(info, dy.shape);
    const [, height, width, channels] = dy.shape;
    const [, outHeight, outWidth, outputs] = info.inShape;
    const sizes = { batch, height, width, channels, outHeight, outWidth, outputs };
    split('transformFilter', { ...at, ...sizes, turned: true }, filters(sizes));
    const padded = { padTop: 2 - padTop, padLeft: 2 - padLeft };
    split('convolve', { ...at, x: at.dy, ...sizes, ...padded }, blocks(sizes));
  },
});
