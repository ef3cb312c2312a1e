import { reshape, type Scalar, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { choiceArgument } from '../internal/arguments';
import { sumLastAxis } from './sumLastAxis/sumLastAxis';

/** How a loss is reduced over the batch: `'none'` keeps one value per example. */
export type Reduction = 'mean' | 'sum' | 'none';

/** The result of a reduction: a scalar, or for `'none'` one value per example of a batch. */
export type Reduced<R extends Reduction> = 'none' extends R ? Scalar | Tensor1D : Scalar;

export const reductionArgument = (functionName: string, reduction: unknown): Reduction =>
  choiceArgument(functionName, 'reduction', reduction, ['mean', 'sum', 'none']);

/**
 * Reduces one value per example. An unbatched input is a single example, for which every reduction returns a scalar.
 * The sum and mean of an empty batch are 0.
 */
export function reduceBatch<R extends Reduction>(
  perExample: Tensor1D,
  reduction: Reduction,
  unbatched: boolean,
): Reduced<R> {
  return reduced(perExample, reduction, unbatched) as Reduced<R>;
}

function reduced(perExample: Tensor1D, reduction: Reduction, unbatched: boolean): Tensor {
  if (unbatched) return reshape(perExample, []);
  const factor = batchFactor(reduction, unbatched, perExample.size);
  return factor === null ? perExample : sumLastAxis(perExample, factor);
}

/** The factor of the sum over a batch; null for one value per example. */
export function batchFactor(reduction: Reduction, unbatched: boolean, batch: number): number | null {
  if (unbatched) return 1;
  return { none: null, sum: 1, mean: 1 / Math.max(batch, 1) }[reduction];
}
