import {
  equal,
  expandDims,
  range,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { numberArgument, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { isTensor } from '../internal/describe';
import { optionsArgument } from '../internal/optionsArgument';
import { requireAllocatable } from '../internal/requireAllocatable';
import { toFloat } from '../internal/toFloat';

type MasksOf<T> = ByRank<T, { 2: Tensor3D; 3: Tensor4D }>;

export interface SegmentMasksOptions {
  /** The number of classes K; labels are the ids 0 to K − 1. */
  classes: number;
}

/**
 * Turns a segmentation into masks: one channel per class, 1 where the label is that class and 0 elsewhere.
 *
 *     m_k(p) = 1 where label(p) = k, else 0
 *
 * A label outside 0 to K − 1 (an "ignore" label) is in no mask. Labels have no gradient.
 *
 * @param labels Class ids, as a tensor of any dtype or as integers, `[batch, height, width]`, or `[height, width]` for
 * one example.
 * @param options `classes`, the number of classes K.
 * @returns `[batch, height, width, classes]`, or `[height, width, classes]` for one example.
 * @throws ArgumentError if labels are not of rank 2 or 3, a list of labels contains a number that is not an integer, or
 * classes is not a positive integer.
 *
 * @example
 * segmentMasks(tf.tensor2d([[0, 2]], [1, 2], 'int32'), { classes: 3 }).print(); // [[[1, 0, 0], [0, 0, 1]]]
 *
 * @see Luan et al. 2017, "Deep photo style transfer", section 3 (semantic segmentation).
 */
export function segmentMasks<T extends Tensor | TensorLike, Masks extends MasksOf<T> = MasksOf<T>>(
  labels: T,
  options: SegmentMasksOptions,
): Masks {
  return tidy(() => {
    const { classes: count } = optionsArgument('segmentMasks', options, { classes: undefined });
    const given = isTensor(labels) ? labels : tensorArgument('segmentMasks', 'labels', labels, { dtype: 'int32' });
    const ids = tensorArgument('segmentMasks', 'labels', given, { rank: [2, 3] });
    const classes = numberArgument('segmentMasks', 'classes', count, { atLeast: 1, integer: true });
    requireAllocatable('segmentMasks', 'the result', [...ids.shape, classes]);
    const isClass = equal(expandDims(ids, -1), range(0, classes));
    return toFloat(isClass) as Masks;
  });
}
