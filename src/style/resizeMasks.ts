import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { tensorArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { sizeArgument } from '../internal/sizeArgument';
import { resample } from './resample';

/**
 * Resizes masks to a feature map by exact area overlap: each output is the mean of the input under it.
 *
 *     m′(p) = Σ_q |p ∩ q| m(q) / |p|
 *
 * Each of h output rows covers H/h input rows; a row that is cut counts by its part inside. So masks that sum to 1 over
 * classes still do, and the mean of a mask is kept. Enlarging by a whole factor repeats pixels. The function is linear,
 * and differentiable with respect to the masks.
 *
 * @param masks `[batch, height, width, classes]`, or `[height, width, classes]` for one example.
 * @param size `[height, width]` of the result.
 * @returns `[batch, ...size, classes]`, or `[...size, classes]` for one example.
 * @throws ArgumentError if the rank is wrong, or size is not a pair of positive integers.
 *
 * @example
 * resizeMasks(tf.tensor3d([[[1], [0], [0]]]), [1, 2]).print(); // [[[0.6666667], [0]]]
 *
 * @see Luan et al. 2017, "Deep photo style transfer", section 3 (masks are downsampled to the layers).
 */
export function resizeMasks<T extends Tensor | TensorLike, Resized extends SameRank<T> = SameRank<T>>(
  masks: T,
  size: readonly [number, number],
): Resized {
  return tidy(() => {
    const given = tensorArgument('resizeMasks', 'masks', masks, { rank: [3, 4] });
    sizeArgument('resizeMasks', size, ['height', 'width'], [...given.shape.slice(0, -3), given.shape.at(-1)!]);
    return fromBatch<Resized>(resample(toBatch(given, 4), size, areaOverlap), given.rank === 3);
  });
}

/**
 * The part of output `to` that input `from` covers. Counting in units of 1 / (fromSize · toSize) of the axis keeps it
 * exact.
 */
function areaOverlap(from: number, to: number, fromSize: number, toSize: number): number {
  const start = Math.max(from * toSize, to * fromSize);
  const end = Math.min((from + 1) * toSize, (to + 1) * fromSize);
  return Math.max(end - start, 0) / fromSize;
}
