import { add, mul, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { broadcastShape } from '../internal/broadcast';
import { optionsArgument } from '../internal/optionsArgument';
import { seededNormal } from '../internal/random';
import { requireAllocatable } from '../internal/requireAllocatable';
import { elementwise } from './elementwise';
import { standardDeviation } from './gaussianLogDensity';

export interface ReparameterizeOptions {
  /** Standard normal noise of the shape of the result, instead of `seed`. */
  noise?: Tensor | TensorLike;
  /** The same seed gives the same noise on every backend. Without a seed each call draws new noise. */
  seed?: number;
  /** The number of samples, on a new first axis of the result. */
  samples?: number;
}

/**
 * Samples of a Gaussian as a differentiable function of its parameters: the reparameterization trick.
 *
 *     z = μ + e^(s/2) · ε,   ε ~ N(0, 1),   s = log σ²
 *
 * Differentiable for `mean`, `logVariance` and `noise`. Without `noise` and `seed` each call draws new noise.
 *
 * @param mean μ, of any shape, usually `[batch, latents]`.
 * @param logVariance log σ², of the same shape or one that broadcasts with it.
 * @returns The shape of the parameters; with `samples: L` a first axis of size L before it. Noise with such an axis
 * gives one too.
 * @throws ArgumentError if the shapes do not fit, if `samples` is not a positive integer, or if both `noise` and `seed`
 * are given.
 *
 * @example
 * reparameterize([[1, 2]], [[0, Math.log(4)]], { noise: [[0.5, -1]] }).print(); // [[1.5, 0],]
 *
 * Source: Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4 and eq. 10.
 */
export function reparameterize(
  mean: Tensor | TensorLike,
  logVariance: Tensor | TensorLike,
  options?: ReparameterizeOptions,
): Tensor {
  return tidy(() => {
    const { noise, seed, samples } = optionsArgument('reparameterize', options, {
      noise: undefined,
      seed: undefined,
      samples: undefined,
    });
    const mu = tensorArgument('reparameterize', 'mean', mean);
    const s = tensorArgument('reparameterize', 'logVariance', logVariance);
    const shape = broadcastShape('reparameterize', { mean: mu, logVariance: s });
    if (samples !== undefined) numberArgument('reparameterize', 'samples', samples, { integer: true, atLeast: 1 });
    requireAllocatable('reparameterize', 'the result', [samples ?? 1, ...shape]);
    if (seed !== undefined) numberArgument('reparameterize', 'seed', seed);
    const epsilon =
      noise === undefined
        ? seededNormal(samples === undefined ? shape : [samples, ...shape], seed)
        : noiseArgument('reparameterize', noise, seed, samples, shape);
    return elementwise([mu, s, epsilon], epsilon.shape, ([mu, s, epsilon]) =>
      add(mu, mul(standardDeviation(s), epsilon)),
    );
  });
}

/** Noise of the parameters' shape, or with a sample axis before it. */
function noiseArgument(
  functionName: string,
  noise: Tensor | TensorLike,
  seed: number | undefined,
  samples: number | undefined,
  shape: number[],
): Tensor {
  if (seed !== undefined) throw new ArgumentError(functionName, 'noise and seed exclude each other', 'one', 'both');
  const epsilon = tensorArgument(functionName, 'noise', noise);
  if (samples === undefined && epsilon.shape.join() === shape.join()) return epsilon;
  const drawn = epsilon.rank === shape.length + 1 ? epsilon.shape[0] : 1;
  const expected = [samples ?? drawn, ...shape];
  if (epsilon.shape.join() === expected.join()) return epsilon;
  throw new ArgumentError(
    functionName,
    'noise has the wrong shape',
    samples === undefined ? `${describeShape(shape)}, or a sample axis before it` : describeShape(expected),
    describeShape(epsilon.shape),
  );
}
