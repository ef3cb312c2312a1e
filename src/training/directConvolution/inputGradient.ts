import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionInfo, productsOf, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropInput for strides of 1 without dilation. */
export const directInputGradient = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'filter', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.inShape,
  scratch: ({ weightsBytes }, { filter }) => weightsBytes(filterSizes(filter.shape)),
  ownScratch: ({ ownSpreadBytes }, { dy }, { info }) => ownSpreadBytes(sizesOf(info, dy.shape)),
  products: (_, { info }) => (info.batchSize > 1 ? productsOf(info) : 0),
  run: ({ packWeights }, at, { dy, filter }, { info }, { split }) => {
    packWeights({ ...at, ...filterSizes(filter.shape) });
    split('spreadGradient', { ...at, dx: at.output, ...sizesOf(info, dy.shape) }, info.batchSize);
  },
});

const filterSizes = ([height, width, channels, outputs]: number[]) => ({ taps: height * width * channels, outputs });
