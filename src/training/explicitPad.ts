import type { backend_util } from '@tensorflow/tfjs-core';

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

/** The pad that tfjs computed for each side. */
export const sides = ({ top, bottom, left, right }: backend_util.PadInfo): ExplicitPad => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
