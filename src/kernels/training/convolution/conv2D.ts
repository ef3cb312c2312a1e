import { Conv2D } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../runtime/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type ConvolutionAttributes, convolutionInfo, requireChannelsLast, sizesOf } from './geometry';
import { wasmModule } from './wasm.generated';

/** Stock gives zeros for some strides larger than the filter, writes behind its output for others, and is slower. */
export const conv2D: TrainingKernel = {
  kernelName: Conv2D,
  kernel: () =>
    wasmKernel<'x' | 'filter', ConvolutionAttributes>({
      module: wasmModule,
      output: ({ x, filter }, attributes) => {
        requireChannelsLast('Conv2D', attributes);
        return convolutionInfo(x.shape, filter.shape, attributes).outShape;
      },
      scratch: ({ scratchBytes }, { filter: { shape } }) => scratchBytes(shape[0] * shape[1], shape[2], shape[3]),
      run: ({ convolve }, at, { x, filter }, attributes) => {
        const info = convolutionInfo(x.shape, filter.shape, attributes);
        const { dilationHeight, dilationWidth, padInfo } = info;
        const sizes = sizesOf(info, { shape: info.outShape });
        convolve(
          at.x,
          at.filter,
          at.output,
          at.scratch,
          ...sizes,
          dilationHeight,
          dilationWidth,
          padInfo.top,
          padInfo.left,
        );
      },
    }),
};
