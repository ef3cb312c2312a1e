import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import type { Reduced, Reduction } from '../ops/reduceBatch';
import { type LogWeightsOptions, logMeanWeight, reduceLogWeights } from './reduceLogWeights';

/** How `importanceWeightedBound` reduces over the batch. */
export type ImportanceWeightedBoundOptions<R extends Reduction = Reduction> = LogWeightsOptions<R>;

/**
 * The importance-weighted bound of an autoencoder, in nats: to be maximized. With more samples it rises from the
 * evidence lower bound towards log p(x).
 *
 *     L_K = log (1/K) Σ_k w_k,   log w_k = log p(x|z_k) + log p(z_k) − log q(z_k|x)
 *
 * `importanceLogWeights` computes log w. The gradient for log w_k is the normalized weight w_k / Σ w. A log weight of
 * −∞ adds no weight and has no gradient.
 *
 * @param logWeights log w, `[samples, batch]`, or `[samples]` for one example.
 * @param options `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` for `reduction: 'none'`, except for a single example. At most log p(x) in
 * expectation.
 * @throws ArgumentError if logWeights has the wrong rank or no samples, or the reduction is unknown.
 *
 * @example
 * importanceWeightedBound([[0], [Math.log(3)]]).print(); // 0.6931471824645996
 *
 * @see Burda et al. 2016, "Importance weighted autoencoders", eqs. 8 and 14.
 */
export function importanceWeightedBound<R extends Reduction = 'mean'>(
  logWeights: Tensor | TensorLike,
  options?: ImportanceWeightedBoundOptions<R>,
): Reduced<R> {
  return reduceLogWeights('importanceWeightedBound', logWeights, options, (perExample) => logMeanWeight(perExample));
}
