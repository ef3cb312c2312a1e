import { mean, reshape, sum, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { choiceArgument } from './arguments';

/** How a loss is reduced over the batch: `'none'` keeps one value per example. */
export type Reduction = 'mean' | 'sum' | 'none';

export const reductionArgument = (functionName: string, reduction: unknown): Reduction =>
  choiceArgument(functionName, 'reduction', reduction, ['mean', 'sum', 'none']);

/** Reduces one value per example; an unbatched input has a single example and gives a scalar whatever the reduction. */
export function reduceBatch(perExample: Tensor1D, reduction: Reduction, unbatched = false): Tensor {
  if (unbatched) return reshape(perExample, []);
  if (reduction === 'none') return perExample;
  return reduction === 'sum' ? sum(perExample) : mean(perExample);
}
