import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { type TrainingKernel, trainingKernel } from './trainingKernel';

export type ExplicitPad = backend_util.ExplicitPadding;
export type Pad = 'same' | 'valid' | number | ExplicitPad;

/**
 * A pad for each side instead of a number: for a number tfjs computes the size of the output as if filter and strides
 * were square.
 */
export const explicit = (pad: Pad): Exclude<Pad, number> =>
  typeof pad === 'number'
    ? [
        [0, 0],
        [pad, pad],
        [pad, pad],
        [0, 0],
      ]
    : pad;

/**
 * Passes the pad of each side to the stock kernel. Where tfjs computed the wrong size for a number, stock would write
 * beyond its output or leave part of it unwritten. XNNPACK also pads 'same' differently where strides exceed the
 * filter.
 */
export const withExplicitPad = <Input extends string, Attributes extends { pad: Pad }>(
  kernelName: string,
  padInfo: (inputs: Record<Input, TensorInfo>, attributes: Attributes) => backend_util.PadInfo,
): TrainingKernel =>
  trainingKernel<Input, Attributes>(
    kernelName,
    (stock) => (call) => stock({ ...call, attrs: { ...call.attrs, pad: sides(padInfo(call.inputs, call.attrs)) } }),
  );

/** The pad that tfjs computed for each side. */
export const sides = ({ top, bottom, left, right }: backend_util.PadInfo): ExplicitPad => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
