import { type Tensor, type TensorLike, tensor } from '@tensorflow/tfjs-core';
import { fitGaussian } from './fitGaussian';
import { type HamiltonianOptions, hamiltonianChains, type LogDensity } from './hamiltonianChains';

export interface MarginalLikelihood {
  /** log p(x) in nats: `[batch]`, or a scalar for one example; the caller disposes of it. */
  logLikelihood: Tensor;
  /** The share of proposals that were accepted after `burnIn`; 0.6 to 0.9 is usual. */
  acceptance: number;
}

/**
 * An estimate of log p(x) for a model with few latent dimensions, from samples of the posterior p(z|x), in nats.
 *
 *     log p(x) ≈ −log (1/L) Σ_l q(z_l) / p(x, z_l),   z_l ~ p(z|x)
 *
 * 1. Hamiltonian Monte Carlo draws L samples of each example's posterior.
 * 2. q is fitted to them: a Gaussian with a full covariance.
 * 3. L further samples give the estimate.
 *
 * The closer the posterior is to a Gaussian, the less the estimate varies; if the posterior is Gaussian and q fits it,
 * the estimate is exact. Use it for up to about five latent dimensions; beyond, use `logMarginal` with many importance
 * samples.
 *
 * @param logJoint Returns log p(x, z) = log p(z) + log p(x|z): `[batch]` for z of shape `[batch, ...]`, where each
 * example has its own chain, or a scalar for one example. It runs within `tf.tidy`, so it may not be async.
 * @param initial The initial z, such as the encoder's mean: `[batch, ...latents]`, or `[...latents]` for one example.
 * @param options Options of `hamiltonianMonteCarlo`; `steps` is L (default 1000).
 * @returns `logLikelihood`, `[batch]` or a scalar, and `acceptance`. NaN for an example whose L samples span fewer than
 * all latent dimensions, for example because none was accepted.
 * @throws ArgumentError as `hamiltonianMonteCarlo` does; the signal's reason; any error that a callback throws. All as
 * a rejection.
 *
 * @example
 * // x|z ~ N(z, 1) at x = 1, z ~ N(0, 1): x ~ N(0, 2), so log p(1) = −1.5155
 * const logJoint = (z) => tf.sum(tf.add(gaussianLogLikelihood(z, 0, 0), gaussianLogLikelihood(1, z, 0)));
 * const { logLikelihood } = await marginalLikelihood(logJoint, [0.5], { steps: 200, seed: 1 });
 * (await logLikelihood.data())[0].toFixed(1); // '-1.5'
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", appendix D, which leaves the density estimator
 * open.
 */
export async function marginalLikelihood(
  logJoint: LogDensity,
  initial: Tensor | TensorLike,
  options?: HamiltonianOptions,
): Promise<MarginalLikelihood> {
  const chains = await hamiltonianChains('marginalLikelihood', 'logJoint', logJoint, initial, options, 2);
  const { samples, logDensities, chainShape, acceptance } = chains;
  const count = chainShape[0] ?? 1;
  const steps = logDensities.length / count;
  const dimensions = samples.length / logDensities.length;
  const estimates = Array.from({ length: count }, (_, chain) => {
    const at = (step: number) => {
      const start = (step * count + chain) * dimensions;
      return samples.subarray(start, start + dimensions);
    };
    const logDensityOfFit = fitGaussian(Array.from({ length: steps / 2 }, (_, step) => at(step)));
    const logRatios = Array.from({ length: steps / 2 }, (_, index) => {
      const step = steps / 2 + index;
      return logDensityOfFit(at(step)) - logDensities[step * count + chain];
    });
    return -logMeanExp(logRatios);
  });
  return { logLikelihood: tensor(estimates, chainShape), acceptance };
}

function logMeanExp(values: number[]): number {
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = values.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  return largest + Math.log(total / values.length);
}
