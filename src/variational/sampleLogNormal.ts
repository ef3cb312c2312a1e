import { add, mul, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { exponentialTail } from '../ops/exponentialTail/exponentialTail';
import { type SampleOptions, sampleFrom } from './sampleFrom';

/**
 * Samples of the log-normal distribution as a differentiable function of its parameters.
 *
 *     z = exp(location + scale · ε),   ε ~ N(0, 1)
 *
 * Differentiable any number of times in the parameters and the noise.
 *
 * @param location The mean of log z, of any shape.
 * @param scale The standard deviation of log z, above 0, of the same shape or one that broadcasts with it: σ, not the
 * log σ² of `reparameterize`.
 * @param options `noise`, or a `seed` to draw it (default: new noise in each call); `samples` (default: one, without a
 * sample axis).
 * @returns A tensor of the shape of the parameters, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if the shapes do not fit, `samples` is not a positive integer, or both `noise` and `seed` are
 * given.
 *
 * @example
 * sampleLogNormal([0, 0], [1, 2], { noise: [1, 0] }).print(); // [2.7182817, 1]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4, which composes it from a Gaussian
 * sample.
 */
export function sampleLogNormal(
  location: Tensor | TensorLike,
  scale: Tensor | TensorLike,
  options?: SampleOptions,
): Tensor {
  return sampleFrom('sampleLogNormal', 'normal', { location, scale }, options, (epsilon, [location, scale]) =>
    exponentialTail(add(location, mul(scale, epsilon)), 0),
  );
}
