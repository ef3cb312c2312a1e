import { type Tensor, type TensorLike, tensor, util } from '@tensorflow/tfjs-core';
import { type HamiltonianOptions, hamiltonianChains, type LogDensity } from './hamiltonianChains';

export interface HamiltonianSamples {
  /** `[steps, ...shape of initial]`; the caller disposes of it. */
  samples: Tensor;
  /** The share of proposals that were accepted after `burnIn`, over all chains; 0.6 to 0.9 is usual. */
  acceptance: number;
}

/**
 * Samples from a distribution given by a differentiable log density, by Hamiltonian Monte Carlo.
 *
 *     p ~ N(0, 1);   leapfrogSteps times:   p += ½ h ∇log f(z),   z += h p,   p += ½ h ∇log f(z)
 *     accept with probability min(1, e^(H − H')),   H = ½ ‖p‖² − log f(z)
 *
 * h is `stepSize`. Many chains run at once: if `logDensity` returns `[chains]`, one entry for each first index of z,
 * each chain moves and is accepted independently. A trajectory to a log density that is not finite is rejected. Every
 * step yields to the event loop and reads the samples back.
 *
 * @param logDensity Returns log f(z), up to a constant: a scalar for one chain, or `[chains]` for z of shape
 * `[chains, ...]`. It runs within `tf.tidy`, so it may not be async.
 * @param initial The initial z, of any nonempty shape, with a finite log density; preferably a typical one.
 * @param options `steps` (default 1000), the samples that each chain keeps; `burnIn` (default 100), the samples dropped
 * before those; `leapfrogSteps` (default 10); `stepSize` (default 0.1); `seed`, an integer; `onProgress`; `signal`.
 * @returns `samples`, `[steps, ...shape of initial]`, and `acceptance`. Consecutive samples are correlated.
 * @throws ArgumentError if `initial` is empty, an option is unknown or out of range, the log density has another shape,
 * ignores z, or is not finite at `initial`; the signal's reason; any error that a callback throws. All as a rejection.
 *
 * @example
 * // 100 chains whose target is N(3, 0.5²)
 * const logDensity = (z) => tf.sum(tf.mul(tf.square(tf.sub(z, 3)), -2), 1);
 * const { samples } = await hamiltonianMonteCarlo(logDensity, tf.fill([100, 1], 3), { steps: 10, burnIn: 5, seed: 1 });
 * samples.shape; // [10, 100, 1]
 *
 * @see Neal 2011, "MCMC using Hamiltonian dynamics", section 3.2; Kingma & Welling 2014, "Auto-encoding variational
 * Bayes", appendix D, step 1.
 */
export async function hamiltonianMonteCarlo(
  logDensity: LogDensity,
  initial: Tensor | TensorLike,
  options?: HamiltonianOptions,
): Promise<HamiltonianSamples> {
  const chains = await hamiltonianChains('hamiltonianMonteCarlo', 'logDensity', logDensity, initial, options);
  const { samples, shape, acceptance } = chains;
  const steps = chains.logDensities.length / util.sizeFromShape(chains.chainShape);
  return { samples: tensor(samples, [steps, ...shape]), acceptance };
}
