import { type backend_util, Conv2DBackpropInput } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../runtime/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type ConvolutionAttributes, convolutionInfo, requireChannelsLast, sizesOf } from './geometry';
import { wasmModule } from './wasm.generated';

interface BackpropInputAttributes extends ConvolutionAttributes {
  inputShape: number[];
}

const channelsLast = /* @__PURE__ */ wasmKernel<'dy' | 'filter', BackpropInputAttributes>({
  module: wasmModule,
  output: (_, attributes) => {
    requireChannelsLast('Conv2DBackpropInput', attributes);
    return attributes.inputShape;
  },
  scratch: ({ scratchBytes }, { filter: { shape } }) => scratchBytes(shape[0] * shape[1], shape[3], shape[2]),
  run: ({ backpropInput, backpropPatches }, at, { dy, filter }, attributes) => {
    const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
    const backprop = arePatchesFaster(info, dy.shape) ? backpropPatches : backpropInput;
    backprop(at.dy, at.filter, at.output, at.scratch, ...sizesOf(info, dy.shape), info.padInfo.top, info.padInfo.left);
  },
});

/**
 * Pixel by pixel every tap is multiplied, those outside of dy too, and channels are padded to eight. Window by window
 * nothing is wasted, but what is added to the pixels one by one, at the cost of some 16 products each.
 */
function arePatchesFaster(info: backend_util.Conv2DInfo, [, outHeight, outWidth]: number[]): boolean {
  const { inHeight, inWidth, inChannels, outChannels, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const taps = filterHeight * filterWidth;
  const byPixels = ((inHeight * inWidth * taps) / (strideHeight * strideWidth)) * outChannels * padded(inChannels);
  const byWindows = outHeight * outWidth * (outChannels * padded(taps * inChannels) + 16 * taps * inChannels);
  return byWindows < byPixels;
}

const padded = (count: number) => Math.ceil(count / 8) * 8;

/** Stock multiplies number by number, over ten times slower. It alone serves channels first, which no other kernel has. */
export const conv2DBackpropInput: TrainingKernel = {
  kernelName: Conv2DBackpropInput,
  kernel: (stock) => (parameters) =>
    parameters.attrs?.dataFormat === 'NCHW' && stock ? stock(parameters) : channelsLast(parameters),
};
