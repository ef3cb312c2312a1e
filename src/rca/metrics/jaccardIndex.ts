import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import type { ClassReduction } from './labelMaps';
import { type Overlap, type OverlapOptions, overlap, union } from './overlap';

/**
 * The Jaccard index of two segmentations, also called intersection over union.
 *
 *     J = |A ∩ B| / |A ∪ B| = D / (2 − D)
 *
 * in [0, 1], with D the Dice coefficient; shapes, options and exactness are those of `diceCoefficient`.
 *
 * @param predicted Class ids, int32 or bool, of any shape. An id that is not among the classes belongs to none.
 * @param truth Class ids of the same shape.
 * @param options `classes`, `ignoreBackground`, `empty` (`'worst'` is 0) and `reduction`, as in `diceCoefficient`.
 * @returns A scalar for masks and for the mean; otherwise `[classes]`, or `[classes − 1]` without the background.
 * @throws ArgumentError if the shapes differ, a map holds floats, or an option is unknown or out of range.
 *
 * @example
 * jaccardIndex([[1, 1, 0]], [[0, 1, 0]]).print(); // 0.5
 * jaccardIndex([[2, 1, 0]], [[2, 2, 0]], { classes: 3, reduction: 'mean' }).print(); // 0.5
 *
 * @see Jaccard 1912, "The distribution of the flora in the alpine zone". A class that is in neither map is NaN;
 * scikit-learn's `jaccard_score` gives it 0.
 */
export function jaccardIndex<Classes extends number | undefined = undefined, R extends ClassReduction = 'none'>(
  predicted: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  options?: OverlapOptions<Classes, R>,
): Overlap<Classes, R> {
  return overlap('jaccardIndex', predicted, truth, options, (counts) => [counts.both, union(counts)]);
}
