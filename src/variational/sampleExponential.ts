import { div, neg, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { logUnit } from '../ops/logUnit';
import { type SampleOptions, sampleFrom } from './sampleFrom';

/**
 * Samples of the exponential distribution as a differentiable function of its rate.
 *
 *     z = −log(1 − u) / rate,   u ~ U(0, 1)
 *
 * Differentiable any number of times in the parameters and the noise. Noise of 0 or 1 is moved inside (0, 1) and has no
 * gradient there.
 *
 * @param rate Above 0, of any shape: the inverse of the mean.
 * @param options `noise`, or a `seed` to draw it (default: new noise in each call); `samples` (default: one, without a
 * sample axis).
 * @returns A tensor of the shape of the parameters, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if the shapes do not fit, `samples` is not a positive integer, or both `noise` and `seed` are
 * given.
 *
 * @example
 * sampleExponential([1, 2], { noise: [0.5, 0.5] }).print(); // [0.6931472, 0.3465736]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4, which lists it among those with a
 * tractable inverse distribution function.
 */
export function sampleExponential(rate: Tensor | TensorLike, options?: SampleOptions): Tensor {
  return sampleFrom('sampleExponential', 'uniform', { rate }, options, (u, [rate]) =>
    neg(div(logUnit(u, { complement: true }), rate)),
  );
}
