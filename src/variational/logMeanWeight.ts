import { sub, type Tensor, type Tensor1D, type Tensor2D, type TensorLike, transpose } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { logSumExp } from '../ops/softmax/logSumExp';

/** log (1/K) Σ_k w_k of each example from log-weights [K, batch] or [K], with a batch axis always. */
export function logMeanWeight(functionName: string, logWeights: Tensor | TensorLike) {
  const given = tensorArgument<Tensor>(functionName, 'logWeights', logWeights, { rank: [1, 2] });
  const samples = given.shape[0];
  if (samples === 0) {
    const got = `shape ${describeShape(given.shape)}`;
    throw new ArgumentError(functionName, 'logWeights has no samples', 'at least 1 on the first axis', got);
  }
  const perExample = toBatch<Tensor2D>(transpose(given), 2);
  return { value: sub<Tensor1D>(logSumExp(perExample), Math.log(samples)), unbatched: given.rank === 1 };
}
