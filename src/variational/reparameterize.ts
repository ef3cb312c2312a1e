import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { reparameterized } from '../ops/reparameterized/reparameterized';
import { type SampleOptions, sampleFrom } from './sampleFrom';

/** The noise of `reparameterize`, its seed, and the number of samples. */
export type ReparameterizeOptions = SampleOptions;

/**
 * Samples of a Gaussian as a differentiable function of its parameters: the reparameterization trick.
 *
 *     z = μ + e^(s/2) · ε,   ε ~ N(0, 1),   s = log σ²
 *
 * Differentiable in `mean`, `logVariance` and `noise`. Without `noise` and `seed` each call draws new noise.
 *
 * **Seeds.** A constant seed in a training loop freezes the noise: the decoder memorizes it, and the bound rises above
 * log p(x). Use a different seed in each step, or none. One seed is one stream: `seededTensor` with
 * `distribution: 'normal'` gives the same numbers, and `samples: L` begins with the draw without `samples`.
 *
 * **Log variances.** s is log σ², twice log σ. A network may drive it to ±∞ if nothing limits it; clamp it softly,
 * because `tf.clipByValue` leaves no gradient where it clips (`docs/variational.md` has the two lines).
 *
 * @param mean μ, of any shape, usually `[batch, latents]`.
 * @param logVariance log σ², of the same shape or one that broadcasts with it.
 * @param options `noise`, or a `seed` to draw it (default: new noise in each call); `samples` (default: one, without a
 * sample axis).
 * @returns A tensor of the shape of the parameters, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if the shapes do not fit, if `samples` is not a positive integer, or if both `noise` and `seed`
 * are given.
 *
 * @example
 * reparameterize([[1, 2]], [[0, Math.log(4)]], { noise: [[0.5, -1]] }).print(); // [[1.5, 0],]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4 and eq. 10.
 */
export function reparameterize(
  mean: Tensor | TensorLike,
  logVariance: Tensor | TensorLike,
  options?: ReparameterizeOptions,
): Tensor {
  return sampleFrom('reparameterize', 'normal', { mean, logVariance }, options, (epsilon, [mean, logVariance]) =>
    reparameterized(mean, logVariance, epsilon),
  );
}
