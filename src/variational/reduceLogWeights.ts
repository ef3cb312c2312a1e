import { div, sub, type Tensor, type Tensor1D, type Tensor2D, type TensorLike, transpose } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { logSumExp } from '../ops/softmax/logSumExp';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';

export interface LogWeightsOptions<R extends Reduction = Reduction> {
  /** How the bound is reduced over the batch; `'none'` keeps one value per example. */
  reduction?: R;
}

/** A bound from log weights: `boundOf` takes them as [batch, samples]. */
export function reduceLogWeights<R extends Reduction>(
  functionName: string,
  logWeights: Tensor | TensorLike,
  options: LogWeightsOptions<R> | undefined,
  boundOf: (perExample: Tensor2D) => Tensor,
): Reduced<R> {
  return tidy(() => {
    const { reduction } = optionsArgument(functionName, options, { reduction: 'mean' });
    reductionArgument(functionName, reduction);
    const { perExample, unbatched } = logWeightsArgument(functionName, logWeights);
    return reduceBatch(boundOf(perExample) as Tensor1D, reduction, unbatched);
  });
}

/** Log weights [samples, batch] or [samples], as [batch, samples]. */
export function logWeightsArgument(functionName: string, logWeights: Tensor | TensorLike) {
  const given = tensorArgument<Tensor>(functionName, 'logWeights', logWeights, { rank: [1, 2] });
  if (given.shape[0] === 0) {
    const got = `shape ${describeShape(given.shape)}`;
    throw new ArgumentError(functionName, 'logWeights has no samples', 'at least 1 on the first axis', got);
  }
  return { perExample: toBatch<Tensor2D>(transpose(given), 2), unbatched: given.rank === 1 };
}

/** log (1/K) Σ_k w_k of each example. */
export const logMeanWeight = (perExample: Tensor2D, logSum = logSumExp): Tensor =>
  sub(logSum(perExample), Math.log(perExample.shape[1]));

/** (1/K) Σ_k log w_k of each example. */
export const meanLogWeight = (perExample: Tensor2D): Tensor => div(sumLastAxis(perExample), perExample.shape[1]);
