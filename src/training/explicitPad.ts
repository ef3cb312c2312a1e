import type { backend_util, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { TrainingKernel } from './trainingKernel';

export type ExplicitPad = Exclude<Parameters<typeof backend_util.computePool2DInfo>[4], 'same' | 'valid' | number>;

/**
 * Tells the stock kernel its pad for each side. For a number tfjs reckons the size of the result as if filter and strides
 * were square, and the kernel then writes beyond its tensor or leaves a part of it unwritten; of 'same' XNNPACK has its
 * own idea where strides are larger than the filter.
 */
export const withExplicitPad = <Attributes extends object>(
  kernelName: string,
  explicitPad: (inputs: Record<string, TensorInfo>, attributes: Attributes) => ExplicitPad,
): TrainingKernel => ({
  kernelName,
  kernel:
    (stock): KernelFunc =>
    (call) => {
      const pad = explicitPad(call.inputs as Record<string, TensorInfo>, call.attrs as unknown as Attributes);
      return stock!({ ...call, attrs: { ...call.attrs, pad: pad as never } });
    },
});

/** The pad that tfjs reckons for each side. */
export const sides = ({ top, bottom, left, right }: backend_util.PadInfo): ExplicitPad => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
