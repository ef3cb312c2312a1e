import { add, mul, type Tensor, type Tensor1D, type Tensor2D, type TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { crossEntropy } from '../ops/crossEntropy/crossEntropy';
import { distillationKL } from '../ops/distillationKL/distillationKL';
import { jensenShannon } from '../ops/jensenShannon';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { reverseKL } from '../ops/reverseKL';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';
import { zerosOf } from '../ops/zerosOf';
import { labelProbabilities } from './labelProbabilities';
import type { LogitRows } from './logitsArguments';
import { leaveOut, meanOfPositions, weightsArgument } from './positions';
import { temperatureArgument } from './temperatureArgument';

export interface DistillationLossOptions<R extends Reduction = Reduction> {
  /** The true classes: int32 class ids `[batch, ...]` (a scalar for one example), or probabilities like the logits. */
  labels?: Tensor | TensorLike;
  /** The weights of the positions, `[batch, ...]`: 0 leaves a position out. */
  weights?: Tensor | TensorLike;
  /** The divergence that the soft part uses. */
  divergence?: 'forward' | 'reverse' | 'jensenShannon';
  /** The divisor of both logits in the soft part, from 1e-8 to 1e8. */
  temperature?: number;
  /** The weight of the soft part: 1 without labels, 0.9 with labels. */
  softWeight?: number;
  /** The weight of the hard part: 0.1 with labels. */
  hardWeight?: number;
  /** How the loss is reduced over the batch; `'none'` keeps one value per example. */
  reduction?: R;
}

/**
 * The loss of `distillationLoss`: the soft part compares two matrices of logits row by row, and the hard part takes the
 * student's logits.
 */
export function distill<R extends Reduction>(
  functionName: string,
  { rows: student, shape, batch, positions, unbatched }: LogitRows,
  soft: { student: Tensor2D; teacher: Tensor2D },
  options: DistillationLossOptions<R> | undefined,
): Reduced<R> {
  const {
    labels,
    weights,
    divergence,
    temperature,
    softWeight = labels === undefined ? 1 : 0.9,
    hardWeight = labels === undefined ? 0 : 0.1,
    reduction,
  } = optionsArgument(functionName, options, {
    labels: undefined,
    weights: undefined,
    divergence: 'forward',
    temperature: 4,
    softWeight: undefined,
    hardWeight: undefined,
    reduction: 'mean',
  });
  choiceArgument(functionName, 'divergence', divergence, ['forward', 'reverse', 'jensenShannon']);
  temperatureArgument(functionName, temperature);
  numberArgument(functionName, 'softWeight', softWeight, { atLeast: 0 });
  numberArgument(functionName, 'hardWeight', hardWeight, { atLeast: 0 });
  reductionArgument(functionName, reduction);
  if (hardWeight > 0 && labels === undefined) {
    throw new ArgumentError(functionName, 'hardWeight without labels', 'labels', 'undefined');
  }
  const given = labels === undefined ? undefined : labelProbabilities(functionName, labels, shape);
  const rows = batch * positions;
  const positionWeights = weights === undefined ? undefined : weightsArgument(functionName, weights, shape);
  const keepIn = (logits: Tensor2D) => (positionWeights ? leaveOut(logits, positionWeights) : logits);
  const kept = keepIn(student);

  // A term of weight 0 is not computed, so it is 0 even where the divergence is not finite.
  const zero = (...unused: Tensor[]) => zerosOf<Tensor1D>(unused, [rows]);
  const ofPositions = (perRow: Tensor1D, weights?: Tensor) => meanOfPositions(perRow, weights, [batch, positions]);
  const softRows =
    softWeight > 0 && rows > 0
      ? divergences[divergence](
          soft.student === student ? kept : keepIn(soft.student),
          keepIn(soft.teacher),
          temperature,
          softWeight,
        )
      : zero(soft.student, soft.teacher);
  const softPart = ofPositions(softRows, positionWeights);
  if (!given) return reduceBatch(softPart, reduction, unbatched);
  const { targets, areIds } = given;
  const hardRows = hardWeight > 0 && rows > 0 ? crossEntropy(kept, targets, hardWeight) : zero(targets);
  const labelled = areIds && positions > 1 ? sumLastAxis(targets) : undefined;
  const hardWeights = positionWeights && labelled ? mul(positionWeights, labelled) : (positionWeights ?? labelled);
  return reduceBatch(add(softPart, ofPositions(hardRows, hardWeights)), reduction, unbatched);
}

const divergences = { forward: distillationKL, reverse: reverseKL, jensenShannon };
