import { type backend_util, Conv2DBackpropInput, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import {
  type ConvolutionAttributes,
  type ConvolutionInfo,
  convolutionInfo,
  padded,
  productsOf,
  requireChannelsLast,
  sizesOf,
} from '../convolutionGeometry';
import { directInputGradientCost } from '../directConvolution/cost';
import { directInputGradient } from '../directConvolution/inputGradient';
import { largestMagnitude } from '../reduction/largestMagnitude';
import { trainingKernel } from '../trainingKernel';
import { piecesOf, type TiledConvolution, winogradCost, winogradSpreadCost } from '../winograd/cost';
import { winogradInputGradient, winogradSpreadGradient } from '../winograd/inputGradient';
import { staysFinite } from '../winograd/staysFinite';
import { type Exports, wasmModule } from './module.generated';

const byPixelsOrWindows = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'filter', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.inShape,
  ownScratch: ({ scratchBytes }, { filter: { shape } }) =>
    scratchBytes({ taps: shape[0] * shape[1], channels: shape[3], outputs: shape[2] }),
  products: (_, { info }) => productsOf(info),
  run: ({ clear, groups, blocks }, at, { dy }, { info }, { split }) => {
    const named = { ...at, dx: at.output, ...sizesOf(info, dy.shape) };
    const { byPixels, byWindows } = costs(info, dy.shape);
    if (byWindows < byPixels) return split('inputGradientByWindows', named, groups(named));
    const { filterHeight, filterWidth, strideHeight, strideWidth, batchSize, inHeight, inWidth, outChannels } = info;
    const leavesOut = filterHeight < strideHeight || filterWidth < strideWidth || outChannels === 0;
    if (leavesOut) clear({ dx: at.output, count: util.sizeFromShape(info.inShape) });
    const pixels = batchSize * Math.ceil(inHeight / strideHeight) * Math.ceil(inWidth / strideWidth);
    if (outChannels > 0) split('inputGradient', named, blocks({ count: pixels }));
  },
});

/**
 * Costs in products. Pixel by pixel, every tap is multiplied, even outside dy, and channels are padded to eight. Window
 * by window nothing is wasted, but every product is added to its pixel, and that costs as much as about 16 products.
 */
function costs(info: backend_util.Conv2DInfo, dyShape: number[]) {
  const [batch, outHeight, outWidth] = dyShape;
  const { inHeight, inWidth, inChannels, outChannels, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const taps = filterHeight * filterWidth;
  const pixels = (batch * inHeight * inWidth) / (strideHeight * strideWidth);
  const windows = batch * outHeight * outWidth;
  return {
    byPixels: pixels * taps * outChannels * padded(inChannels),
    byWindows: windows * (outChannels * padded(taps * inChannels) + 16 * taps * inChannels),
    byWinograd: winogradCost(info, info.inShape, outChannels),
    bySpread: winogradSpreadCost(info, dyShape),
    byDirect: directInputGradientCost(info, dyShape),
  };
}

/** Stock multiplies number by number, over ten times slower. Only stock supports channels first. */
export const conv2DInputGradient = /* @__PURE__ */ trainingKernel<
  'dy' | 'filter',
  ConvolutionAttributes & { inputShape: number[] }
>(Conv2DBackpropInput, (stock) => (call) => {
  const { inputs, attrs, backend } = call;
  if (attrs.dataFormat === 'NCHW') return stock(call);
  requireChannelsLast('Conv2DBackpropInput', attrs);
  const info = convolutionInfo(attrs.inputShape, inputs.filter.shape, attrs);
  const { byPixels, byWindows, byWinograd, bySpread, byDirect } = costs(info, inputs.dy.shape);
  const others = Math.min(byPixels, byWindows);
  const isFaster = Math.min(byWinograd, bySpread) < Math.min(others, byDirect);
  const size = (x: TensorInfo) => largestMagnitude(x, backend);
  const tiled: TiledConvolution = { info };
  const own = { inputs, attrs: tiled, backend };
  const depth = 4 * piecesOf(info) * info.outChannels; // a pixel lies in four patches
  if (isFaster && staysFinite(size(inputs.dy), size(inputs.filter), depth)) {
    return (bySpread < byWinograd ? winogradSpreadGradient : winogradInputGradient)(own);
  }
  return (byDirect < others ? directInputGradient : byPixelsOrWindows)(own);
});
