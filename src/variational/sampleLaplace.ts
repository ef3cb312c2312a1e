import { add, greater, mul, step, sub, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { logUnit } from '../ops/logUnit';
import { select } from '../ops/select';
import { type SampleOptions, sampleFrom } from './sampleFrom';

/**
 * Samples of the Laplace distribution as a differentiable function of its parameters.
 *
 *     z = location − scale · sgn(u − ½) log(1 − |2u − 1|),   u ~ U(0, 1)
 *
 * Differentiable any number of times in the parameters and the noise. Noise of 0 or 1 is moved inside (0, 1) and has no
 * gradient there.
 *
 * @param location The mean and median, of any shape.
 * @param scale Above 0, of the same shape or one that broadcasts with it: the mean absolute deviation; the variance is
 * 2 scale².
 * @param options `noise`, or a `seed` to draw it (default: new noise in each call); `samples` (default: one, without a
 * sample axis).
 * @returns A tensor of the shape of the parameters, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if the shapes do not fit, `samples` is not a positive integer, or both `noise` and `seed` are
 * given.
 *
 * @example
 * sampleLaplace([0, 1], [1, 2], { noise: [0.75, 0.5] }).print(); // [0.6931472, 1]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4, which lists it among the
 * location-scale families.
 */
export function sampleLaplace(
  location: Tensor | TensorLike,
  scale: Tensor | TensorLike,
  options?: SampleOptions,
): Tensor {
  return sampleFrom('sampleLaplace', 'uniform', { location, scale }, options, (u, [location, scale]) => {
    const { isUpper, sign } = noGradient(() => ({ isUpper: greater(u, 0.5), sign: sub(1, mul(step(sub(u, 0.5)), 2)) }));
    const nearerEnd = select(isUpper, sub(1, u), u);
    return add(location, mul(scale, mul(logUnit(mul(nearerEnd, 2), { complement: false }), sign)));
  });
}
