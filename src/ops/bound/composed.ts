import { add, mean as meanOf, mul, type Tensor } from '@tensorflow/tfjs-core';
import { gaussianKL } from '../gaussianKL/gaussianKL';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { zerosOf } from '../zerosOf';

export interface BoundAttributes {
  /** The weight of the divergence. One of weight 0 is not computed, since it may be infinite. */
  beta: number;
  /** The result is this factor times the sum over the batch; null for one value per example. */
  factor: number | null;
}

export type BoundPosterior = Record<'mean' | 'logVariance', Tensor>;

export function composed(
  logLikelihoods: Tensor,
  { mean, logVariance }: BoundPosterior,
  { beta, factor }: BoundAttributes,
): Tensor {
  const likelihood = meanOf(sumLastAxis(logLikelihoods), 0);
  const cost =
    beta === 0
      ? zerosOf([mean, logVariance], [mean.shape[0]!])
      : mul(sumLastAxis(gaussianKL(mean, logVariance)), -beta);
  const bounds = add(likelihood, cost);
  return factor === null ? bounds : sumLastAxis(bounds, factor);
}
