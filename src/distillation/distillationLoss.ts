import { add, type Tensor, type Tensor1D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../internal/reduceBatch';
import { crossEntropy } from '../ops/crossEntropy/crossEntropy';
import { distillationKL } from '../ops/distillationKL/distillationKL';
import { zerosOf } from '../ops/zerosOf';
import { labelProbabilities } from './labelProbabilities';
import { logitsArguments } from './logitsArguments';
import { temperatureArgument } from './temperatureArgument';

export interface DistillationLossOptions<R extends Reduction = Reduction> {
  /** The true classes: int32 class ids `[batch]` (a scalar for one example), or probabilities of the logits' shape. */
  labels?: Tensor | TensorLike;
  /** The divisor of both logits in the soft part, from 1e-8 to 1e8. */
  temperature?: number;
  /** The weight of the soft part: 1 without labels, 0.9 with labels. */
  softWeight?: number;
  /** The weight of the hard part: 0.1 with labels. */
  hardWeight?: number;
  /** How the batch is reduced; `'none'` keeps one value per example. */
  reduction?: R;
}

/**
 * The distance of a student from its teacher, and from the labels where there are some.
 *
 *     softWeight · T² · KL(softmax(teacher/T) ‖ softmax(student/T)) + hardWeight · CE(labels, softmax(student))
 *
 * T² keeps the size of the soft gradient when the temperature changes. The divergence is never negative, and accurate
 * where the two almost agree and under any common shift of a row's logits. A logit of −∞ is a class of probability
 * zero, with gradient zero; one that the student alone rules out gives +∞, never NaN. A class id outside the classes,
 * such as −1, adds no hard loss. A part of weight 0 is not computed, so that it adds 0 even where it is infinite.
 *
 * Teacher logits and labels are constants: their gradient is zero. So do not pass this function to `model.compile`: it
 * calls a loss with the target first, and nothing would be trained. `distillationObjective` of `diffblocks/layers` is
 * the loss for `compile`.
 *
 * @param studentLogits `[batch, classes]`, or `[classes]` for one example.
 * @param teacherLogits Of the same shape.
 * @param options `labels`; `temperature` (default 4), from 1e-8 to 1e8; `softWeight` and `hardWeight`, 0 or more;
 * `reduction` over the batch (default `'mean'`).
 * @returns A scalar in nats, 0 or more; `[batch]` for `'none'`. An empty batch has mean 0.
 * @throws ArgumentError if the shapes differ, there are no classes, labels do not fit, an option is out of range, or
 * there is a hard weight but no labels.
 *
 * @example
 * distillationLoss([[1, 2, 3]], [[3, 2, 1]]).print(); // 1.3196300268173218
 * distillationLoss([[1, 2, 3]], [[3, 2, 1]], { labels: [0], temperature: 2 }).print(); // 1.3933244943618774
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
    const {
      labels,
      temperature,
      softWeight = labels === undefined ? 1 : 0.9,
      hardWeight = labels === undefined ? 0 : 0.1,
      reduction,
    } = optionsArgument('distillationLoss', options, {
      labels: undefined,
      temperature: 4,
      softWeight: undefined,
      hardWeight: undefined,
      reduction: 'mean',
    });
    const { student, teacher, unbatched } = logitsArguments(
      'distillationLoss',
      'studentLogits',
      studentLogits,
      'teacherLogits',
      teacherLogits,
    );
    temperatureArgument('distillationLoss', temperature);
    numberArgument('distillationLoss', 'softWeight', softWeight, { atLeast: 0 });
    numberArgument('distillationLoss', 'hardWeight', hardWeight, { atLeast: 0 });
    reductionArgument('distillationLoss', reduction);
    if (hardWeight > 0 && labels === undefined) {
      throw new ArgumentError('distillationLoss', 'hardWeight without labels', 'labels', 'undefined');
    }
    const targets =
      labels === undefined ? undefined : labelProbabilities('distillationLoss', labels, student.shape, unbatched);
    const batch = student.shape[0];
    // A term of weight 0 is not computed, so that it is 0 even where the divergence is not finite.
    const zero = (...unused: Tensor[]) => zerosOf<Tensor1D>(unused, [batch]);
    const soft =
      softWeight > 0 && batch > 0 ? distillationKL(student, teacher, temperature, softWeight) : zero(student, teacher);
    if (!targets) return reduceBatch(soft, reduction, unbatched);
    const hard = hardWeight > 0 && batch > 0 ? crossEntropy(student, targets, hardWeight) : zero(targets);
    return reduceBatch(add(soft, hard), reduction, unbatched);
  });
}
