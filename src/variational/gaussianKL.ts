import { mul, sub, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { tensorArgument } from '../internal/arguments';
import { broadcastShape } from '../internal/broadcast';
import { optionsArgument } from '../internal/optionsArgument';
import { gaussianKL as standardKL } from '../ops/gaussianKL/gaussianKL';
import { standardDeviation } from '../ops/gaussianLogDensity/gaussianLogDensity';
import { elementwise } from './elementwise';

export interface GaussianKLOptions {
  /** μ₀, the prior's mean: a number, or a tensor that broadcasts with the other parameters. */
  priorMean?: Tensor | TensorLike;
  /** log σ₀², the prior's log-variance: a number, or a tensor that broadcasts with the other parameters. */
  priorLogVariance?: Tensor | TensorLike;
}

/**
 * The Kullback–Leibler divergence of one Gaussian from another, dimension by dimension, in nats.
 *
 *     KL(N(μ, eˢ) ‖ N(μ₀, e^s₀)) = ½ (eᵈ − 1 − d + (μ − μ₀)² / e^s₀),   d = s − s₀
 *
 * eᵈ − 1 − d is computed as one function, so that a divergence near zero keeps its relative accuracy. Differentiable in
 * all four parameters.
 *
 * @param mean μ, of any shape, usually `[batch, latents]`.
 * @param logVariance s = log σ², of the same shape or one that broadcasts with it.
 * @param options `priorMean` (default 0) and `priorLogVariance` (default 0), numbers or tensors that broadcast.
 * @returns The divergence of each dimension, of the shape of the parameters; at least 0. Infinite where eᵈ is too large
 * for float32 (d > 88.7).
 * @throws ArgumentError if the parameters do not broadcast.
 *
 * @example
 * gaussianKL([0, 1, 0], [0, 0, 0.01]).print(); // [0, 0.5, 0.0000251]
 * gaussianKL([1], [0], { priorMean: 1, priorLogVariance: Math.log(4) }).print(); // [0.3181472]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", appendix B, which gives −KL summed over dimensions
 * for a standard normal prior.
 */
export function gaussianKL(
  mean: Tensor | TensorLike,
  logVariance: Tensor | TensorLike,
  options?: GaussianKLOptions,
): Tensor {
  return tidy(() => {
    const { priorMean, priorLogVariance } = optionsArgument('gaussianKL', options, {
      priorMean: 0,
      priorLogVariance: 0,
    });
    const mu = tensorArgument('gaussianKL', 'mean', mean);
    const s = tensorArgument('gaussianKL', 'logVariance', logVariance);
    const mu0 = tensorArgument('gaussianKL', 'priorMean', priorMean);
    const s0 = tensorArgument('gaussianKL', 'priorLogVariance', priorLogVariance);
    const parameters = { mean: mu, logVariance: s, priorMean: mu0, priorLogVariance: s0 };
    const shape = broadcastShape('gaussianKL', parameters);
    const ofPrior = [priorMean === 0 ? [] : mu0, priorLogVariance === 0 ? [] : s0].flat();
    return elementwise([mu, s, ...ofPrior], shape, ([mu, s, ...prior]) => {
      // The divergence does not change with the unit: in the prior's own, the prior is the standard normal.
      const centred = priorMean === 0 ? mu : sub(mu, prior[0]);
      if (priorLogVariance === 0) return standardKL(centred, s);
      const s0 = prior.at(-1)!;
      return standardKL(mul(centred, standardDeviation(s0, -1)), sub(s, s0));
    });
  });
}
