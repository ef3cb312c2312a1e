import { add, mul, sub, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { type SampleOptions, sampleFrom } from './sampleFrom';

/**
 * Samples of the uniform distribution as a differentiable function of its limits.
 *
 *     z = low · (1 − u) + high · u,   u ~ U(0, 1)
 *
 * Differentiable any number of times in the parameters and the noise. Noise of 0 or 1 is moved inside (0, 1) and has no
 * gradient there.
 *
 * @param low The lower limit, of any shape.
 * @param high The upper limit, above `low`, of the same shape or one that broadcasts with it.
 * @param options `noise`, or a `seed` to draw it (default: new noise in each call); `samples` (default: one, without a
 * sample axis).
 * @returns A tensor of the shape of the parameters, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if the shapes do not fit, `samples` is not a positive integer, or both `noise` and `seed` are
 * given.
 *
 * @example
 * sampleUniform([0, 2], [1, 4], { noise: [0.5, 0.25] }).print(); // [0.5, 2.5]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", section 2.4, which lists it among the
 * location-scale families.
 */
export function sampleUniform(low: Tensor | TensorLike, high: Tensor | TensorLike, options?: SampleOptions): Tensor {
  return sampleFrom('sampleUniform', 'uniform', { low, high }, options, (u, [low, high]) =>
    add(mul(low, sub(1, u)), mul(high, u)),
  );
}
