import { split, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { type DistillationLossOptions, distill } from '../distillation/distill';
import { logitsArguments } from '../distillation/logitsArguments';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import type { Objective } from './bernoulliObjective';

/**
 * The options of `distillationLoss` except the reduction, the weights and the labels; labels are part of the targets.
 */
export type DistillationObjectiveOptions = Omit<DistillationLossOptions, 'labels' | 'weights' | 'reduction'>;

/**
 * `distillationLoss` as a loss for `model.compile`, which passes targets first. The model outputs the student's logits
 * `[batch, n]`. The targets are the teacher's logits `[batch, n]`, or those followed by one-hot labels along the class
 * axis, `[batch, 2 n]`: `tf.concat([teacherLogits, tf.oneHot(labels, n)], 1)`. `model.fitDataset` accepts those;
 * `model.fit` rejects targets whose shape is not the output's, and docs/distillation.md shows labels in `fit`.
 *
 *     L = softWeight · T² · KL(softmax(teacher / T) ‖ softmax(student / T)) + hardWeight · CE(labels, softmax(student))
 *
 * @param options Options of `distillationLoss` and their defaults: `temperature` (4), `divergence` (`'forward'`),
 * `softWeight`, `hardWeight`.
 * @returns A function of (yTrue, yPred), whose result is `[batch]`.
 * @throws ArgumentError if an option is unknown, or the targets have neither as many classes as the logits nor twice as
 * many.
 *
 * @example
 * const objective = distillationObjective({ temperature: 1 });
 * objective(tf.tensor2d([[0, Math.log(3)]]), tf.zeros([1, 2])).print(); // [0.1308119]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 2.
 */
export function distillationObjective(options: DistillationObjectiveOptions = {}): Objective {
  const checked = optionsArgument(name, options, {
    divergence: undefined,
    temperature: undefined,
    softWeight: undefined,
    hardWeight: undefined,
  });
  const loss = (student: Tensor, teacher: Tensor, labels?: Tensor): Tensor1D => {
    const logits = logitsArguments(name, student, teacher);
    return distill(name, logits, logits, { ...checked, labels, reduction: 'none' }) as Tensor1D;
  };
  return (yTrue, yPred) =>
    tidy(() => {
      const classes = yPred.shape[yPred.rank - 1];
      const targets = yTrue.shape[yTrue.rank - 1];
      if (targets !== classes && targets !== 2 * classes) {
        const expected = `${classes} teacher logits, or those and ${classes} one-hot labels, along the last axis`;
        throw new ArgumentError(name, 'targets do not fit the logits', expected, describeShape(yTrue.shape));
      }
      if (targets === classes) return loss(yPred, yTrue);
      const [teacher, labels] = split(yTrue, 2, yTrue.rank - 1);
      return loss(yPred, teacher, labels);
    });
}

const name = 'distillationObjective';
