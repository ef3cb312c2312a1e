import type { Tensor, Tensor1D, Tensor2D, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { optionsArgument } from '../internal/optionsArgument';
import { logitDistance } from '../ops/logitDistance/logitDistance';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { zerosOf } from '../ops/zerosOf';
import { logitsArguments } from './logitsArguments';
import { leaveOut, meanOfPositions, weightsArgument } from './positions';

export interface LogitMatchingLossOptions<R extends Reduction = Reduction> {
  /** The weights of the positions, `[batch, ...]`: 0 leaves a position out. */
  weights?: Tensor | TensorLike;
  /** How the loss is reduced over the batch; `'none'` keeps one value per example. */
  reduction?: R;
}

/**
 * Half the squared distance of student and teacher logits: distillation without a softmax.
 *
 *     ½ ‖z_s − z_t‖²
 *
 * Divided by the number of classes, it is the limit of `distillationLoss` for T → ∞ if the logits of each example have
 * mean zero.
 *
 * A class with a logit of −∞ in both adds nothing; in only one of them, it gives +∞, never NaN. Its gradient is zero in
 * either case. Teacher logits are constants: their gradient is zero.
 *
 * With axes between batch and classes (tokens, pixels) an example's loss is the mean over its positions, by `weights`.
 * A position of weight 0 is left out whatever its logits are, so the gradient for its weight counts its loss as 0.
 *
 * @param studentLogits `[batch, ..., classes]`, or `[classes]` for one example.
 * @param teacherLogits Of the same shape.
 * @param options `weights`; `reduction` over the batch (default `'mean'`).
 * @returns A scalar, 0 or more; `[batch]` for `'none'`.
 * @throws ArgumentError if the shapes differ, there are no classes, weights do not fit, or the reduction is unknown.
 *
 * @example
 * logitMatchingLoss([[1, 2], [0, 1]], [[3, 2], [0, 4]]).print(); // 3.25
 *
 * @see Ba and Caruana 2014, "Do deep nets really need to be deep?", eq. 1, which divides by twice the number of
 * examples, as `'mean'` does.
 */
export function logitMatchingLoss<R extends Reduction = 'mean'>(
  studentLogits: Tensor | TensorLike,
  teacherLogits: Tensor | TensorLike,
  options?: LogitMatchingLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const name = 'logitMatchingLoss';
    const { weights, reduction } = optionsArgument(name, options, { weights: undefined, reduction: 'mean' });
    reductionArgument(name, reduction);
    const { student, teacher, shape, batch, positions, unbatched } = logitsArguments(
      name,
      studentLogits,
      teacherLogits,
    );
    const given = weights === undefined ? undefined : weightsArgument(name, weights, shape);
    const keepIn = (logits: Tensor2D) => (given ? leaveOut(logits, given) : logits);
    const perRow =
      student.size > 0 ? logitDistance(keepIn(student), keepIn(teacher)) : zerosOf<Tensor1D>([student, teacher], [0]);
    return reduceBatch(meanOfPositions(perRow, given, [batch, positions]), reduction, unbatched);
  });
}
