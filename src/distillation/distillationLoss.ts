import {
  add,
  div,
  expandDims,
  mul,
  notEqual,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type TensorLike,
  where,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, numberArgument, tensorArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { crossEntropy } from '../ops/crossEntropy/crossEntropy';
import { distillationKL } from '../ops/distillationKL/distillationKL';
import { jensenShannon } from '../ops/jensenShannon';
import { nonZero } from '../ops/nonZero';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { reverseKL } from '../ops/reverseKL';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';
import { zerosOf } from '../ops/zerosOf';
import { labelProbabilities } from './labelProbabilities';
import { logitsArguments } from './logitsArguments';
import { temperatureArgument } from './temperatureArgument';

export interface DistillationLossOptions<R extends Reduction = Reduction> {
  /** The true classes: int32 class ids `[batch, ...]` (a scalar for one example), or probabilities like the logits. */
  labels?: Tensor | TensorLike;
  /** The weights of the positions, `[batch, ...]`: 0 leaves a position out. */
  weights?: Tensor | TensorLike;
  /** The distance of the soft part. */
  divergence?: 'forward' | 'reverse' | 'jensenShannon';
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
    const {
      labels,
      weights,
      divergence,
      temperature,
      softWeight = labels === undefined ? 1 : 0.9,
      hardWeight = labels === undefined ? 0 : 0.1,
      reduction,
    } = optionsArgument('distillationLoss', options, {
      labels: undefined,
      weights: undefined,
      divergence: 'forward',
      temperature: 4,
      softWeight: undefined,
      hardWeight: undefined,
      reduction: 'mean',
    });
    const logits = logitsArguments('distillationLoss', studentLogits, teacherLogits);
    const { shape, batch, positions, unbatched } = logits;
    choiceArgument('distillationLoss', 'divergence', divergence, ['forward', 'reverse', 'jensenShannon']);
    temperatureArgument('distillationLoss', temperature);
    numberArgument('distillationLoss', 'softWeight', softWeight, { atLeast: 0 });
    numberArgument('distillationLoss', 'hardWeight', hardWeight, { atLeast: 0 });
    reductionArgument('distillationLoss', reduction);
    if (hardWeight > 0 && labels === undefined) {
      throw new ArgumentError('distillationLoss', 'hardWeight without labels', 'labels', 'undefined');
    }
    const given = labels === undefined ? undefined : labelProbabilities('distillationLoss', labels, shape);
    const rows = batch * positions;
    const positionWeights = weights === undefined ? undefined : weightsArgument(weights, shape);
    const [student, teacher] = positionWeights
      ? [logits.student, logits.teacher].map((x) => leaveOut(x, positionWeights))
      : [logits.student, logits.teacher];

    // A term of weight 0 is not computed, so that it is 0 even where the divergence is not finite.
    const zero = (...unused: Tensor[]) => zerosOf<Tensor1D>(unused, [rows]);
    const ofPositions = (perRow: Tensor1D, weights?: Tensor) => meanOfPositions(perRow, weights, [batch, positions]);
    const softRows =
      softWeight > 0 && rows > 0
        ? divergences[divergence](student, teacher, temperature, softWeight)
        : zero(student, teacher);
    const soft = ofPositions(softRows, positionWeights);
    if (!given) return reduceBatch(soft, reduction, unbatched);
    const { targets, areIds } = given;
    const hardRows = hardWeight > 0 && rows > 0 ? crossEntropy(student, targets, hardWeight) : zero(targets);
    const labelled = areIds && positions > 1 ? sumLastAxis(targets) : undefined;
    const hardWeights = positionWeights && labelled ? mul(positionWeights, labelled) : (positionWeights ?? labelled);
    return reduceBatch(add(soft, ofPositions(hardRows, hardWeights)), reduction, unbatched);
  });
}

const divergences = { forward: distillationKL, reverse: reverseKL, jensenShannon };

/** The weights of the rows of logits: [rows]. */
function weightsArgument(weights: Tensor | TensorLike, shape: number[]): Tensor1D {
  const given = tensorArgument('distillationLoss', 'weights', weights, { shape: shape.slice(0, -1) });
  return reshape(given, [given.size]);
}

/** Rows with zeros where their weight is 0, so that neither NaN nor infinity comes of them. */
function leaveOut(logits: Tensor2D, weights: Tensor1D): Tensor2D {
  if (logits.size === 0) return logits;
  const isIn = noGradient(() => expandDims(notEqual(weights, 0), 1));
  return where(isIn, logits, 0);
}

/** The mean over the positions of each example, by weight where there are weights; 0 where they sum to 0. */
function meanOfPositions(perRow: Tensor1D, weights: Tensor | undefined, shape: [number, number]): Tensor1D {
  if (!weights && shape[1] === 1) return perRow;
  const values = reshape(perRow, shape);
  if (!weights) return div(sumLastAxis(values), Math.max(shape[1], 1));
  const ofPositions = reshape(weights, shape);
  return div(sumLastAxis(mul(ofPositions, values)), nonZero(sumLastAxis(ofPositions)));
}
