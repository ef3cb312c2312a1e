import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, productsOf, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropInput for strides of 1 without dilation. */
export const directInputGradient = /* @__PURE__ */ wasmKernel<
  Exports,
  'dy' | 'filter',
  ConvolutionAttributes & { inputShape: number[] }
>({
  module: wasmModule,
  output: (_, { inputShape }) => inputShape,
  scratch: ({ weightsBytes }, { filter }) => weightsBytes(filterSizes(filter.shape)),
  ownScratch: ({ ownSpreadBytes }, { dy, filter }, attributes) =>
    ownSpreadBytes(sizesOf(convolutionInfo(attributes.inputShape, filter.shape, attributes), dy.shape)),
  products: ({ filter }, attributes) =>
    attributes.inputShape[0] > 1 ? productsOf(convolutionInfo(attributes.inputShape, filter.shape, attributes)) : 0,
  run: ({ packWeights }, at, { dy, filter }, attributes, { split }) => {
    const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
    packWeights({ ...at, ...filterSizes(filter.shape) });
    split('spreadGradient', { ...at, dx: at.output, ...sizesOf(info, dy.shape) }, info.batchSize);
  },
});

const filterSizes = ([height, width, channels, outputs]: number[]) => ({ taps: height * width * channels, outputs });
