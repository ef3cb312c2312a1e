import { Conv2DBackpropFilter } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../runtime/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type ConvolutionAttributes, convolutionInfo, requireChannelsLast, sizesOf } from './geometry';
import { wasmModule } from './wasm.generated';

interface BackpropFilterAttributes extends ConvolutionAttributes {
  filterShape: number[];
}

/** Stock has none, so that no net with a convolution trains. */
export const conv2DBackpropFilter: TrainingKernel = {
  kernelName: Conv2DBackpropFilter,
  kernel: () =>
    wasmKernel<'x' | 'dy', BackpropFilterAttributes>({
      module: wasmModule,
      output: (_, attributes) => {
        requireChannelsLast('Conv2DBackpropFilter', attributes);
        return attributes.filterShape;
      },
      scratch: ({ scratchBytes }, { x, dy }) => scratchBytes(1, x.shape[3], dy.shape[3]),
      run: ({ backpropFilter }, at, { x, dy }, attributes) => {
        const info = convolutionInfo(x.shape, attributes.filterShape, attributes);
        backpropFilter(
          at.x,
          at.dy,
          at.output,
          at.scratch,
          ...sizesOf(info, dy.shape),
          info.padInfo.top,
          info.padInfo.left,
        );
      },
    }),
};
