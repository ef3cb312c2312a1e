import { type backend_util, Conv2D, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../internal/typedKernel';
import { wasmKernel } from '../../wasm/wasmKernel';
import {
  type ConvolutionAttributes,
  convolutionInfo,
  isStockRight,
  padded,
  requireChannelsLast,
  sizesOf,
} from '../convolutionGeometry';
import { directConvolution } from '../directConvolution/convolution';
import { isDirectFaster } from '../directConvolution/cost';
import { explicit } from '../explicitPad';
import { areFinite } from '../reduction/areFinite';
import { largestMagnitude } from '../reduction/largestMagnitude';
import { trainingKernel } from '../trainingKernel';
import { winogradConvolution } from '../winograd/convolution';
import { winogradCost } from '../winograd/cost';
import { staysFinite } from '../winograd/staysFinite';
import { type Exports, wasmModule } from './module.generated';

const byWindows = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionAttributes>({
  module: wasmModule,
  output: ({ x, filter }, attributes) => convolutionInfo(x.shape, filter.shape, attributes).outShape,
  scratch: ({ scratchBytes }, { filter: { shape } }) =>
    scratchBytes({ taps: shape[0] * shape[1], channels: shape[2], outputs: shape[3] }),
  run: ({ convolve }, at, { x, filter }, attributes) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    convolve({ ...at, ...sizesOf(info, info.outShape) });
  },
});

/**
 * Whether Winograd's algorithm costs less than the products of all taps, which stock computes too, with outputs in
 * eights.
 */
function isWinogradFaster(info: backend_util.Conv2DInfo): boolean {
  const { batchSize, outHeight, outWidth, inChannels, outChannels, filterHeight, filterWidth } = info;
  const taps = batchSize * outHeight * outWidth * filterHeight * filterWidth;
  return winogradCost(info, info.outShape, inChannels) < taps * inChannels * padded(outChannels);
}

type ConvolutionCall = KernelCall<Record<'x' | 'filter', TensorInfo>, ConvolutionAttributes>;

/** The best algorithm of this package, or undefined if stock is right and as fast. */
export function fasterThanStock({ inputs, attrs, backend }: ConvolutionCall) {
  const { x, filter } = inputs;
  const info = convolutionInfo(x.shape, filter.shape, attrs);
  const size = (factor: TensorInfo) => largestMagnitude(factor, backend);
  if (isWinogradFaster(info) && staysFinite(size(x), size(filter), info.inChannels)) return winogradConvolution;
  if (isDirectFaster(info)) return directConvolution;
  // Stock turns NaN into −∞.
  return isStockRight(info) && areFinite(inputs, backend) ? undefined : byWindows;
}

/**
 * Stock is as fast for dilated filters, and for few outputs or windows. For some strides that exceed the filter it gives
 * zeros; for others it writes beyond its output.
 */
export const conv2D = /* @__PURE__ */ trainingKernel<'x' | 'filter', ConvolutionAttributes>(
  Conv2D,
  (stock) => (call) => {
    requireChannelsLast('Conv2D', call.attrs);
    const ours = fasterThanStock(call);
    return ours ? ours(call) : stock({ ...call, attrs: { ...call.attrs, pad: explicit(call.attrs.pad) } });
  },
);

/** A convolution without the stock kernel. */
export const convolution = (call: ConvolutionCall): TensorInfo => (fasterThanStock(call) ?? byWindows)(call);
