import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import type { Reduced, Reduction } from '../ops/reduceBatch';
import { type DistillationLossOptions, distill } from './distill';
import { logitsArguments } from './logitsArguments';

export type { DistillationLossOptions };

/**
 * The distance of a student from its teacher, and from the labels where there are some.
 *
 *     softWeight · T² · KL(softmax(teacher/T) ‖ softmax(student/T)) + hardWeight · CE(labels, softmax(student))
 *
 * T² keeps the size of the soft gradient when the temperature changes. With p of the teacher and q of the student, the
 * divergence is one of
 *
 *     'forward'         KL(p ‖ q)                     the student covers every class that the teacher considers
 *     'reverse'         KL(q ‖ p)                     the student keeps to the teacher's likeliest classes
 *     'jensenShannon'   ½ KL(p ‖ m) + ½ KL(q ‖ m)     m = (p + q)/2; symmetric, at most log 2
 *
 * It is never negative, and accurate where the two almost agree and under any common shift of a row's logits. A logit
 * of −∞ is a class of probability zero, with gradient zero. A class that the student alone rules out makes `'forward'`
 * +∞, one that the teacher alone rules out makes `'reverse'` +∞ (its gradient is then that of the other classes), never
 * NaN. A class id outside the classes, such as −1, adds no hard loss. A part of weight 0 is not computed, so that it
 * adds 0 even where it is infinite.
 *
 * Teacher logits and labels are constants: their gradient is zero. So do not pass this function to `model.compile`: it
 * calls a loss with the target first, and nothing would be trained. `distillationObjective` of `diffblocks/layers` is
 * the loss for `compile`.
 *
 * With axes between batch and classes (tokens, pixels), the loss of an example is the mean over its positions, by
 * `weights` where given; the hard part leaves out positions without a class. With nothing left it is 0.
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
 * Source: Hinton et al. 2015, "Distilling the knowledge in a neural network", section 2. It has the cross-entropy with
 * the teacher instead of the divergence: it differs by a constant and has the same gradient.
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
