import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import type { Reduced, Reduction } from '../ops/reduceBatch';
import { type DistillationLossOptions, distill } from './distill';
import { logitsArguments } from './logitsArguments';

export type { DistillationLossOptions };

/**
 * The distance of a student from its teacher and, if given, from the labels.
 *
 *     softWeight · T² · KL(softmax(teacher/T) ‖ softmax(student/T)) + hardWeight · CE(labels, softmax(student))
 *
 * T² keeps the scale of the soft gradient when the temperature changes: for T → ∞ it is that of `logitMatchingLoss`
 * divided by the number of classes, if the logits of each example have mean zero. With the teacher's p and the student's
 * q, the divergence is one of
 *
 *     'forward'         KL(p ‖ q)                     the student covers every class that the teacher considers
 *     'reverse'         KL(q ‖ p)                     the student keeps to the teacher's likeliest classes
 *     'jensenShannon'   ½ KL(p ‖ m) + ½ KL(q ‖ m)     m = (p + q)/2; symmetric, at most log 2
 *
 * It is never negative, and stays accurate where the two almost agree and under any common shift of a row's logits. A
 * logit of −∞ is a class of probability zero, with gradient zero. A class that only the student rules out makes
 * `'forward'` +∞, and one that only the teacher rules out makes `'reverse'` +∞ (with the gradient of the other
 * classes); neither gives NaN. A class id that is out of range, such as −1, adds no hard loss. A part of weight 0 is
 * not computed, so it adds 0 even where it is infinite.
 *
 * Teacher logits and labels are constants: their gradient is zero. So do not pass this function to `model.compile`,
 * which calls a loss with the target first: nothing would be trained. Use `distillationObjective` of
 * `diffblocks/layers` there.
 *
 * With axes between batch and classes (tokens, pixels), the loss of an example is the mean over its positions, weighted
 * by `weights` if given; the hard part skips positions without a class. With no position left it is 0. A position of
 * weight 0 is left out whatever its logits are, even NaN, so the gradient for its weight counts its loss as 0.
 *
 * @param studentLogits `[batch, ..., classes]`, or `[classes]` for one example.
 * @param teacherLogits Of the same shape.
 * @param options `labels`; `weights`; `divergence` (default `'forward'`); `temperature` (default 4), from 1e-8 to 1e8;
 * `softWeight` and `hardWeight`, 0 or more; `reduction` over the batch (default `'mean'`).
 * @returns A scalar in nats, 0 or more; `[batch]` for `'none'`. An empty batch has mean 0.
 * @throws ArgumentError if the shapes differ, there are no classes, labels or weights do not fit, an option is out of
 * range, or there is a hard weight but no labels.
 *
 * @example
 * distillationLoss([[1, 2, 3]], [[3, 2, 1]]).print(); // 1.3196300268173218
 * distillationLoss([[1, 2, 3]], [[3, 2, 1]], { labels: [0], temperature: 2 }).print(); // 1.3933244943618774
 * distillationLoss([[1, 2, 3]], [[3, 2, 1]], { divergence: 'jensenShannon' }).print(); // 0.3265133
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 2. The paper uses the
 * cross-entropy with the teacher instead of the divergence; the two differ by a constant and have the same gradient.
 */
export function distillationLoss<R extends Reduction = 'mean'>(
  studentLogits: Tensor | TensorLike,
  teacherLogits: Tensor | TensorLike,
  options?: DistillationLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const logits = logitsArguments('distillationLoss', studentLogits, teacherLogits);
    return distill('distillationLoss', logits, logits, options);
  });
}
