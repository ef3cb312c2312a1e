import { type backend_util, Conv2D, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../internal/typedKernel';
import { wasmKernel } from '../../wasm/wasmKernel';
import {
  type ConvolutionAttributes,
  type ConvolutionInfo,
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
import { piecesOf, winogradCost } from '../winograd/cost';
import { staysFinite } from '../winograd/staysFinite';
import { type Exports, wasmModule } from './module.generated';

export const convolutionByWindows = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.outShape,
  scratch: ({ scratchBytes }, { filter: { shape } }) =>
    scratchBytes({ taps: shape[0] * shape[1], channels: shape[2], outputs: shape[3] }),
  run: ({ convolve }, at, _, { info }) => convolve({ ...at, ...sizesOf(info, info.outShape) }),
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

type ConvolutionKernel = (call: KernelCall<Record<'x' | 'filter', TensorInfo>, ConvolutionInfo>) => TensorInfo;

/** The best algorithm of this package, or undefined if stock is right and as fast. */
export function fasterThanStock(
  inputs: Record<'x' | 'filter', TensorInfo>,
  info: backend_util.Conv2DInfo,
  backend: KernelBackend,
): ConvolutionKernel | undefined {
  const size = (factor: TensorInfo) => largestMagnitude(factor, backend);
  const { x, filter } = inputs;
  if (isWinogradFaster(info) && staysFinite(size(x), size(filter), piecesOf(info) * info.inChannels)) {
    return winogradConvolution;
  }
  if (isDirectFaster(info)) return directConvolution;
  // Stock turns NaN into −∞.
  return isStockRight(info) && areFinite(inputs, backend) ? undefined : convolutionByWindows;
}

/**
 * Stock is as fast for dilated filters, and for few outputs or windows. For some strides that exceed the filter it gives
 * zeros; for others it writes beyond its output.
 */
export const conv2D = /* @__PURE__ */ trainingKernel<'x' | 'filter', ConvolutionAttributes>(
  Conv2D,
  (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    requireChannelsLast('Conv2D', attrs);
    const info = convolutionInfo(inputs.x.shape, inputs.filter.shape, attrs);
    const ours = fasterThanStock(inputs, info, backend);
    return ours
      ? ours({ ...call, attrs: { info } })
      : stock({ ...call, attrs: { ...attrs, pad: explicit(attrs.pad) } });
  },
);
