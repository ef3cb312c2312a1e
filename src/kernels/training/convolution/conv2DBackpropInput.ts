import { Conv2DBackpropInput } from '@tensorflow/tfjs-core';
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
  run: ({ backpropInput }, at, { dy, filter }, attributes) => {
    const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
    backpropInput(
      at.dy,
      at.filter,
      at.output,
      at.scratch,
      ...sizesOf(info, dy.shape),
      info.padInfo.top,
      info.padInfo.left,
    );
  },
});

/** Stock multiplies number by number, over ten times slower. It alone serves channels first, which no other kernel has. */
export const conv2DBackpropInput: TrainingKernel = {
  kernelName: Conv2DBackpropInput,
  kernel: (stock) => (parameters) =>
    parameters.attrs?.dataFormat === 'NCHW' && stock ? stock(parameters) : channelsLast(parameters),
};
