import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import type { Reduced, Reduction } from '../ops/reduceBatch';
import { type LogWeightsOptions, meanLogWeight, reduceLogWeights } from './reduceLogWeights';

/**
 * The evidence lower bound from log weights, for the path gradient ("sticking the landing"): its variance vanishes as
 * q(z|x) approaches the posterior.
 *
 *     L = (1/K) Σ_k log w_k,   ∇_φ L ≈ (1/K) Σ_k (∂ log w_k / ∂z_k) (∂z_k / ∂φ)
 *
 * The gradient is that path gradient only if log q(z|x) within log w takes the encoder's outputs as constants:
 * `importanceLogWeights(..., { stopPosterior: true })`. The omitted part, the gradient of log q for the encoder's
 * outputs at a fixed z, has expectation 0. So the gradient stays unbiased, for the decoder's variables too. With
 * `importanceWeightedBound` of several samples it would be biased; use `doublyReparameterizedBound` there.
 *
 * @param logWeights log w, `[samples, batch]`, or `[samples]` for one example.
 * @param options `reduction` over the batch (default `'mean'`).
 * @returns A scalar; `[batch]` for `reduction: 'none'`, except for a single example. −∞ if one weight is 0.
 * @throws ArgumentError if logWeights has the wrong rank or no samples, or the reduction is unknown.
 *
 * @example
 * stickingTheLandingBound([[0], [Math.log(3)]]).print(); // 0.5493061542510986
 *
 * @see Roeder et al. 2017, "Sticking the landing: simple, lower-variance gradient estimators for variational
 * inference", eq. 8.
 */
export function stickingTheLandingBound<R extends Reduction = 'mean'>(
  logWeights: Tensor | TensorLike,
  options?: LogWeightsOptions<R>,
): Reduced<R> {
  return reduceLogWeights('stickingTheLandingBound', logWeights, options, meanLogWeight);
}
