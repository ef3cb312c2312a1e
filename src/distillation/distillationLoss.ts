import { add, type Tensor, type Tensor1D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../internal/reduceBatch';
import { crossEntropy } from '../ops/crossEntropy/crossEntropy';
import { distillationKL } from '../ops/distillationKL/distillationKL';
import { labelProbabilities } from './labelProbabilities';
import { logitsArguments } from './logitsArguments';

export interface DistillationLossOptions<R extends Reduction = Reduction> {
  /** The true classes: int32 class ids `[batch]` (a scalar for one example), or probabilities of the logits' shape. */
  labels?: Tensor | TensorLike;
  /** What both logits are divided by in the soft part. */
  temperature?: number;
  /** The weight of the soft part: 1 without labels, 0.9 with labels. */
  softWeight?: number;
  /** The weight of the hard part: 0.1 with labels. */
  hardWeight?: number;
  /** How the batch is reduced; `'none'` keeps one value per example. */
  reduction?: R;
}

/**
 * How far a student is from its teacher, and from the labels where there are some.
 *
 *     softWeight · T² · KL(softmax(teacher/T) ‖ softmax(student/T)) + hardWeight · CE(labels, softmax(student))
 *
 * T² keeps the soft gradient's size when the temperature changes. The divergence is never negative, and accurate where
 * the two almost agree. A logit of −∞ is a class of probability zero, with gradient zero; one that the student alone
 * rules out gives +∞, never NaN. A class id outside the classes, such as −1, adds no hard loss.
 *
 * Teacher logits and labels are constants: their gradient is zero.
 *
 * @param studentLogits `[batch, classes]`, or `[classes]` for one example.
 * @param teacherLogits Of the same shape.
 * @param options `labels`; `temperature` (default 4), above 0; `softWeight` and `hardWeight`, 0 or more; `reduction`
 * over the batch (default `'mean'`).
 * @returns A scalar in nats, 0 or more; `[batch]` for `'none'`.
 * @throws ArgumentError if the shapes differ, labels do not fit them, an option is out of range, or there is a hard weight
 * but no labels.
 *
 * @example
 * distillationLoss([[1, 2, 3]], [[3, 2, 1]]).print(); // 1.3196300268173218
 * distillationLoss([[1, 2, 3]], [[3, 2, 1]], { labels: [0], temperature: 2 }).print(); // 1.3933244943618774
 *
 * Source: Hinton et al. 2015, "Distilling the knowledge in a neural network", section 2. It has the cross-entropy with
 * the teacher in the place of the divergence, which differs by a constant and has the same gradient.
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
    numberArgument('distillationLoss', 'temperature', temperature, { above: 0, float32: true });
    numberArgument('distillationLoss', 'softWeight', softWeight, { atLeast: 0 });
    numberArgument('distillationLoss', 'hardWeight', hardWeight, { atLeast: 0 });
    reductionArgument('distillationLoss', reduction);
    if (hardWeight > 0 && labels === undefined) {
      throw new ArgumentError('distillationLoss', 'hardWeight without labels', 'labels', 'undefined');
    }
    const targets =
      labels === undefined ? undefined : labelProbabilities('distillationLoss', labels, student.shape, unbatched);
    const soft = distillationKL(student, teacher, temperature, softWeight);
    const perExample = targets ? add(soft, crossEntropy(student, targets, hardWeight)) : soft;
    return reduceBatch(perExample as Tensor1D, reduction, unbatched);
  });
}
