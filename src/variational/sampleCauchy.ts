import { add, mul, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { cauchyQuantile } from '../ops/cauchyQuantile';
import { type SampleOptions, sampleFrom } from './sampleFrom';

/**
 * Samples of the Cauchy distribution as a differentiable function of its parameters.
 *
 *     z = location + scale · tan(π (u − ½)),   u ~ U(0, 1)
 *
 * Differentiable any number of times in the parameters and the noise. Noise of 0 or 1 is moved inside (0, 1) and has no
 * gradient there.
 *
 * @param location The median, of any shape. The distribution has no mean.
 * @param scale Above 0, of the same shape or one that broadcasts with it: half the distance between the quartiles.
 * @param options `noise`, or a `seed` to draw it (default: new noise in each call); `samples` (default: one, without a
 * sample axis).
 * @returns A tensor of the shape of the parameters, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if the shapes do not fit, `samples` is not a positive integer, or both `noise` and `seed` are
 * given.
 *
 * @example
 * sampleCauchy([0, 1], [1, 2], { noise: [0.75, 0.5] }).print(); // [1, 1]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4, which lists it among those with a
 * tractable inverse distribution function.
 */
export function sampleCauchy(
  location: Tensor | TensorLike,
  scale: Tensor | TensorLike,
  options?: SampleOptions,
): Tensor {
  return sampleFrom('sampleCauchy', 'uniform', { location, scale }, options, (u, [location, scale]) =>
    add(location, mul(scale, cauchyQuantile(u))),
  );
}
