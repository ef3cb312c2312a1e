import { type backend_util, Conv2DBackpropInput, type TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import {
  type ConvolutionAttributes,
  convolutionInfo,
  padded,
  requireChannelsLast,
  sizesOf,
} from '../convolutionGeometry';
import type { TrainingKernel } from '../trainingKernel';
import { winogradCost } from '../winograd/cost';
import { winogradInputGradient } from '../winograd/inputGradient';
import { type Exports, wasmModule } from './module.generated';

interface InputGradientAttributes extends ConvolutionAttributes {
  inputShape: number[];
}

const channelsLast = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'filter', InputGradientAttributes>({
  module: wasmModule,
  output: (_, { inputShape }) => inputShape,
  scratch: ({ scratchBytes }, { filter: { shape } }) =>
    scratchBytes({ taps: shape[0] * shape[1], channels: shape[3], outputs: shape[2] }),
  run: ({ inputGradient, inputGradientByWindows }, at, { dy, filter }, attributes) => {
    const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
    const { byPixels, byWindows } = costs(info, dy.shape);
    const gradient = byWindows < byPixels ? inputGradientByWindows : inputGradient;
    gradient({ ...at, dx: at.output, ...sizesOf(info, dy.shape) });
  },
});

/**
 * Costs in products. Pixel by pixel every tap is multiplied, those outside of dy too, and channels are padded to eight.
 * Window by window nothing is wasted, but what is added to the pixels one by one, at the cost of some 16 products each.
 */
function costs(info: backend_util.Conv2DInfo, [batch, outHeight, outWidth]: number[]) {
  const { inHeight, inWidth, inChannels, outChannels, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const taps = filterHeight * filterWidth;
  const pixels = (batch * inHeight * inWidth) / (strideHeight * strideWidth);
  const windows = batch * outHeight * outWidth;
  return {
    byPixels: pixels * taps * outChannels * padded(inChannels),
    byWindows: windows * (outChannels * padded(taps * inChannels) + 16 * taps * inChannels),
    byWinograd: winogradCost(info, info.inShape, outChannels),
  };
}

/** Stock multiplies number by number, over ten times slower. It alone serves channels first, which no other kernel has. */
export const conv2DInputGradient: TrainingKernel = {
  kernelName: Conv2DBackpropInput,
  kernel: (stock) => (parameters) => {
    const { dy, filter } = parameters.inputs as Record<'dy' | 'filter', TensorInfo>;
    const attributes = parameters.attrs as unknown as InputGradientAttributes;
    if (attributes.dataFormat === 'NCHW' && stock) return stock(parameters);
    requireChannelsLast('Conv2DBackpropInput', attributes);
    const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
    const { byPixels, byWindows, byWinograd } = costs(info, dy.shape);
    return byWinograd < Math.min(byPixels, byWindows) ? winogradInputGradient(parameters) : channelsLast(parameters);
  },
};
