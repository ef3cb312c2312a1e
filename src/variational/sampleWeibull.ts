import { mul, neg, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { exponentialTail } from '../ops/exponentialTail/exponentialTail';
import { logarithm } from '../ops/logarithm';
import { logUnit } from '../ops/logUnit';
import { quotient } from '../ops/quotient';
import { type SampleOptions, sampleFrom } from './sampleFrom';

/**
 * Samples of the Weibull distribution as a differentiable function of its parameters.
 *
 *     z = scale · (−log(1 − u))^(1 / concentration),   u ~ U(0, 1)
 *
 * Differentiable any number of times in the parameters and the noise. Noise of 0 or 1 is moved inside (0, 1) and has no
 * gradient there.
 *
 * @param scale λ, above 0, of any shape.
 * @param concentration k, above 0, of the same shape or one that broadcasts with it; 1 gives the exponential
 * distribution.
 * @param options `noise`, or a `seed` to draw it (default: new noise in each call); `samples` (default: one, without a
 * sample axis).
 * @returns A tensor of the shape of the parameters, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if the shapes do not fit, `samples` is not a positive integer, or both `noise` and `seed` are
 * given.
 *
 * @example
 * sampleWeibull([1, 3], [2, 1], { noise: [0.5, 0.5] }).print(); // [0.8325546, 2.0794415]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4, which lists it among those with a
 * tractable inverse distribution function.
 */
export function sampleWeibull(
  scale: Tensor | TensorLike,
  concentration: Tensor | TensorLike,
  options?: SampleOptions,
): Tensor {
  return sampleFrom('sampleWeibull', 'uniform', { scale, concentration }, options, (u, [scale, concentration]) => {
    const logExponential = logarithm(neg(logUnit(u, { complement: true })));
    // The power may be 0 in float32, and its product with an infinite scale NaN. Its root is not 0.
    const root = exponentialTail(quotient(logExponential, mul(concentration, 2)), 0);
    return mul(mul(scale, root), root);
  });
}
