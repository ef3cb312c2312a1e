import { add, mul, sub, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { logUnit } from '../ops/logUnit';
import { type SampleOptions, sampleFrom } from './sampleFrom';

/**
 * Samples of the logistic distribution as a differentiable function of its parameters.
 *
 *     z = location + scale · (log u − log(1 − u)),   u ~ U(0, 1)
 *
 * Differentiable any number of times in the parameters and the noise. Noise of 0 or 1 is moved inside (0, 1) and has no
 * gradient there.
 *
 * @param location The mean, of any shape.
 * @param scale Above 0, of the same shape or one that broadcasts with it; the standard deviation is scale · π / √3.
 * @param options `noise`, or a `seed` to draw it (default: new noise in each call); `samples` (default: one, without a
 * sample axis).
 * @returns A tensor of the shape of the parameters, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if the shapes do not fit, `samples` is not a positive integer, or both `noise` and `seed` are
 * given.
 *
 * @example
 * sampleLogistic([0, 1], [1, 2], { noise: [0.75, 0.5] }).print(); // [1.0986123, 1]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4, which lists it among those with a
 * tractable inverse distribution function.
 */
export function sampleLogistic(
  location: Tensor | TensorLike,
  scale: Tensor | TensorLike,
  options?: SampleOptions,
): Tensor {
  return sampleFrom('sampleLogistic', 'uniform', { location, scale }, options, (u, [location, scale]) =>
    add(location, mul(scale, sub(logUnit(u, { complement: false }), logUnit(u, { complement: true })))),
  );
}
