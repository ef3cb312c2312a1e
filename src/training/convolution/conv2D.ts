import { type backend_util, Conv2D, type TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import {
  type ConvolutionAttributes,
  convolutionInfo,
  isStockRight,
  padded,
  requireChannelsLast,
  sizesOf,
} from '../convolutionGeometry';
import type { TrainingKernel } from '../trainingKernel';
import { winogradConvolution } from '../winograd/convolution';
import { winogradCost } from '../winograd/cost';
import { type Exports, wasmModule } from './module.generated';

const convolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionAttributes>({
  module: wasmModule,
  output: ({ x, filter }, attributes) => convolutionInfo(x.shape, filter.shape, attributes).outShape,
  scratch: ({ scratchBytes }, { filter: { shape } }) =>
    scratchBytes({ taps: shape[0] * shape[1], channels: shape[2], outputs: shape[3] }),
  run: ({ convolve }, at, { x, filter }, attributes) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    const dilation = { dilationY: info.dilationHeight, dilationX: info.dilationWidth };
    convolve({ ...at, ...sizesOf(info, info.outShape), ...dilation });
  },
});

/** Whether Winograd's algorithm costs less than the products of all taps, outputs in eights, which stock computes too. */
export function isWinogradFaster(info: backend_util.Conv2DInfo): boolean {
  const { batchSize, outHeight, outWidth, inChannels, outChannels, filterHeight, filterWidth } = info;
  const taps = batchSize * outHeight * outWidth * filterHeight * filterWidth;
  return winogradCost(info, info.outShape, inChannels) < taps * inChannels * padded(outChannels);
}

/** Stock is as fast where Winograd's algorithm is not faster, but gives zeros for some strides larger than the filter, and writes behind its output for others. */
export const conv2D: TrainingKernel = {
  kernelName: Conv2D,
  kernel: (stock) => (parameters) => {
    const { x, filter } = parameters.inputs as Record<'x' | 'filter', TensorInfo>;
    const attributes = parameters.attrs as unknown as ConvolutionAttributes;
    requireChannelsLast('Conv2D', attributes);
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    if (isWinogradFaster(info)) return winogradConvolution(parameters);
    return stock && isStockRight(info) ? stock(parameters) : convolution(parameters);
  },
};
