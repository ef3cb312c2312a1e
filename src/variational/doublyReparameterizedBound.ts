import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import type { Reduced, Reduction } from '../ops/reduceBatch';
import { logSumExpOfSquaredWeights } from '../ops/softmax/logSumExpOfSquaredWeights';
import { type LogWeightsOptions, logMeanWeight, reduceLogWeights } from './reduceLogWeights';

/**
 * The importance-weighted bound with the doubly reparameterized gradient for the encoder, whose signal does not drown
 * in its noise as the number of samples grows.
 *
 *     L_K = log (1/K) Σ_k w_k,   ∇_φ L_K ≈ Σ_k w̃_k² (∂ log w_k / ∂z_k) (∂z_k / ∂φ),   w̃_k = w_k / Σ w
 *
 * The value is that of `importanceWeightedBound`; the gradient for log w_k is w̃_k² instead of w̃_k. The gradient is
 * unbiased under two conditions:
 *
 * - z is reparameterized, and log q(z|x) within log w takes the encoder's outputs as constants, so that φ acts through
 *   z alone: `importanceLogWeights(..., { stopPosterior: true })`.
 * - Only the encoder's variables use it. The decoder's need `importanceWeightedBound` of the same log weights.
 *
 * A log weight of −∞ adds no weight and has no gradient.
 *
 * @param logWeights log w, `[samples, batch]`, or `[samples]` for one example.
 * @param options `reduction` over the batch (default `'mean'`).
 * @returns A scalar; `[batch]` for `reduction: 'none'`, except for a single example.
 * @throws ArgumentError if logWeights has the wrong rank or no samples, or the reduction is unknown.
 *
 * @example
 * const logWeights = tf.tensor2d([[0], [Math.log(3)]]);
 * doublyReparameterizedBound(logWeights).print(); // 0.6931471824645996
 * tf.grad((w) => doublyReparameterizedBound(w))(logWeights).print(); // [[0.0625], [0.5625]]
 *
 * @see Tucker et al. 2019, "Doubly reparameterized gradient estimators for Monte Carlo objectives", eq. 8.
 */
export function doublyReparameterizedBound<R extends Reduction = 'mean'>(
  logWeights: Tensor | TensorLike,
  options?: LogWeightsOptions<R>,
): Reduced<R> {
  return reduceLogWeights('doublyReparameterizedBound', logWeights, options, (perExample) =>
    logMeanWeight(perExample, logSumExpOfSquaredWeights),
  );
}
