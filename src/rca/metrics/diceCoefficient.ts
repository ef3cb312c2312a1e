import { add, mul, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import type { ClassReduction } from './labelMaps';
import { type Overlap, type OverlapOptions, overlap } from './overlap';

/**
 * The Dice coefficient of two segmentations: twice the overlap over the sum of both sizes.
 *
 *     D = 2 |A ∩ B| / (|A| + |B|)
 *
 * in [0, 1], with all positions of the maps counted together. It is exact up to 2²⁴ pixels per class. Class ids have no
 * gradient; use `softDiceLoss` for training.
 *
 * @param predicted Class ids, int32 or bool, of any shape: `[height, width]`, `[depth, height, width]`, a batch of
 * them. An id that is not among the classes belongs to none.
 * @param truth Class ids of the same shape.
 * @param options `classes`, the number of classes, of ids 0 to K − 1; without it the maps are masks. `ignoreBackground`
 * leaves out class 0. `empty` decides on a class without a pixel in either map: `'nan'` (the default), `'worst'` (0) or
 * `'ignore'`, which leaves it out of the mean. `reduction`: `'none'` (the default) or the `'mean'` over the classes.
 * @returns A scalar for masks and for the mean; otherwise `[classes]`, or `[classes − 1]` without the background.
 * @throws ArgumentError if the shapes differ, a map holds floats, or an option is unknown or out of range.
 *
 * @example
 * diceCoefficient([[1, 1, 0]], [[0, 1, 0]]).print(); // 0.6666667
 * diceCoefficient([[2, 1, 0]], [[2, 2, 0]], { classes: 3 }).print(); // [1, 0, 0.6666667]
 *
 * @see Dice 1945, "Measures of the amount of ecologic association between species". A class that is in neither map
 * is NaN, as in MONAI; scikit-learn's F1 score gives it 0.
 */
export function diceCoefficient<Classes extends number | undefined = undefined, R extends ClassReduction = 'none'>(
  predicted: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  options?: OverlapOptions<Classes, R>,
): Overlap<Classes, R> {
  return overlap('diceCoefficient', predicted, truth, options, (counts) => [
    mul(counts.both, 2),
    add(counts.predicted, counts.truth),
  ]);
}
