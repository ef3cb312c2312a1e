import { add, concat, expandDims, mul, reshape, sub, type Tensor, type TensorLike, util } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, describe, describeShape, requireSameShape, tensorArgument } from '../internal/arguments';
import type { SameShape } from '../internal/ByRank';
import { listArgument } from '../internal/listArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { logSumExp } from '../ops/softmax/logSumExp';
import { temperedLogSoftmax } from '../ops/softmax/temperedLogSoftmax';

export interface EnsembleLogitsOptions {
  /** The mean of the members' probabilities. */
  mean?: 'arithmetic' | 'geometric';
}

/**
 * The log-probabilities of an ensemble: the logarithm of the mean of its members' softmax distributions.
 *
 *     arithmetic: log (1/K Σₖ pₖ)          geometric: log Πₖ pₖ^(1/K) − log Z, where Z makes it sum to 1
 *
 * They are logits too, so `distillationLoss` accepts them as the teacher's. A class has log-probability −∞ if every
 * member (arithmetic) or any member (geometric) gives it −∞; logits of −∞ have gradient zero.
 *
 * @param logits One tensor per member, `[batch, classes]` or any other shape with the classes last.
 * @param options `mean` (default `'arithmetic'`).
 * @returns Log-probabilities in [−∞, 0], of the members' shape.
 * @throws ArgumentError if the list is empty, shapes differ, a member is a scalar, or the mean is unknown.
 *
 * @example
 * ensembleLogits([[0, 0], [2, -2]]).print(); // [-0.2997454, -1.3509538]
 * ensembleLogits([[0, 0], [2, -2]], { mean: 'geometric' }).print(); // [-0.126928, -2.1269281]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 1: "an arithmetic or geometric
 * mean of their individual predictive distributions".
 */
export function ensembleLogits<T extends Tensor | TensorLike, Result extends SameShape<T> = SameShape<T>>(
  logits: readonly T[],
  options?: EnsembleLogitsOptions,
): Result {
  return tidy(() => {
    const { mean } = optionsArgument('ensembleLogits', options, { mean: 'arithmetic' });
    const members = membersArgument('ensembleLogits', logits);
    choiceArgument('ensembleLogits', 'mean', mean, ['arithmetic', 'geometric']);
    const { shape, size } = members[0];
    if (size === 0) return reshape(members.reduce(add), shape) as Result;
    const classes = shape[shape.length - 1];
    const rows = members.map((member) => reshape(member, [util.sizeFromShape(shape.slice(0, -1)), classes]));
    return reshape(mean === 'arithmetic' ? arithmeticMean(rows) : geometricMean(rows), shape) as Result;
  });
}

function membersArgument(functionName: string, logits: readonly (Tensor | TensorLike)[]): Tensor[] {
  if (!Array.isArray(logits) || logits.length === 0) {
    throw new ArgumentError(functionName, 'logits has no members', 'a list of at least one tensor', describe(logits));
  }
  const members = listArgument(functionName, 'logits', logits, 'a list of tensors', (member, index) =>
    tensorArgument(functionName, `logits[${index}]`, member as Tensor),
  );
  if (members[0].rank === 0) {
    throw new ArgumentError(functionName, 'logits[0] has no axis', 'at least rank 1', `shape ${describeShape([])}`);
  }
  for (const [index, member] of members.entries()) {
    requireSameShape(functionName, 'logits[0]', members[0], `logits[${index}]`, member);
  }
  return members;
}

function arithmeticMean(members: Tensor[]): Tensor {
  const logProbabilities = members.map((member) => expandDims(temperedLogSoftmax(member, 1), -1));
  return sub(logSumExp(concat(logProbabilities, -1)), Math.log(members.length));
}

/** The members' normalizers are the same for all classes, so they cancel. */
const geometricMean = (members: Tensor[]): Tensor =>
  temperedLogSoftmax(mul(members.reduce(add), 1 / members.length), 1);
