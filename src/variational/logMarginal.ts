import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { fromBatch } from '../internal/batch';
import { logMeanWeight, logWeightsArgument } from './reduceLogWeights';

/**
 * An estimate of each example's marginal log-likelihood by importance sampling, in nats.
 *
 *     log p(x) ≈ log (1/K) Σ_k w_k,   log w_k = log p(x|z_k) + log p(z_k) − log q(z_k|x)
 *
 * A log weight of −∞ adds no weight. Differentiable like `importanceWeightedBound`, which is its mean over the batch.
 *
 * @param logWeights log w, `[samples, batch]`, or `[samples]` for one example.
 * @returns `[batch]`, or a scalar for one example. Too low on average, less so with more samples.
 * @throws ArgumentError if logWeights has the wrong rank or no samples.
 *
 * @example
 * logMarginal([[0, 1], [Math.log(3), 1]]).print(); // [0.6931472, 1]
 *
 * @see Rezende et al. 2014, "Stochastic backpropagation and approximate inference in deep generative models",
 * appendix E; Burda et al. 2016, "Importance weighted autoencoders", section 3.
 */
export const logMarginal = (logWeights: Tensor | TensorLike): Tensor =>
  tidy(() => {
    const { perExample, unbatched } = logWeightsArgument('logMarginal', logWeights);
    return fromBatch(logMeanWeight(perExample), unbatched);
  });
