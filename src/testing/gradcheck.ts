import type { Tensor } from '@tensorflow/tfjs-core';
import { checkDerivative, type GradcheckOptions, gradcheckOptions } from './checkDerivative';
import { withoutIntegers } from './withoutIntegers';

/**
 * Rejects unless the gradient of `f` is that of central differences, naming where it is furthest off.
 *
 * Checked is the gradient of Σ w · f(...inputs), w random weights (1 for a single number), for every float32 input; int32 and bool inputs are
 * constants. Up to 64 elements are each checked by themselves, more along 8 random directions together; `directions`
 * asks for either. The differences are extrapolated to step 0 in float64 and allow for what float32 rounds, so that the
 * defaults tell a gradient that is wrong by 1% from a right one on every backend. At a kink (`relu` at 0) there is no
 * derivative: stay away from it by more than `eps`, or choose a smaller one.
 *
 * @param f A pure function of the inputs, of any output shape.
 * @param inputs A tensor, or one for each argument of `f`. They are not disposed.
 * @param options `eps` (default 1/32), the largest step: an element x moves by max(eps, |x|/1024), then by halves of it;
 * `rtol` (1e-3) and `atol` (1e-8), of each derivative; `directions`, 0 for every element; `seed` (0).
 * @throws ArgumentError if an option is unknown or out of range, an input is no tensor in use, none is a float or all are empty, or `f`
 * returns no float32 tensor; Error (as a
 * rejection) if the gradient is wrong.
 *
 * @example
 * const wrong = tf.customGrad((x) => ({ value: tf.square(x), gradFunc: (dy) => tf.mul(dy, x) }));
 * await gradcheck((x) => tf.square(x), tf.tensor([1, 2]));
 * await gradcheck((x) => tf.sum(wrong(x)), tf.tensor([1, 2])).catch((error) => console.log(error.message));
 * // gradcheck: 2 of 2 derivatives differ, worst is the gradient for input 0 at [1];
 * // expected 4 by central differences; got 2
 *
 * Source: Ridders 1982, "Accurate computation of F'(x) and F'(x) F''(x)", for the extrapolation.
 */
export async function gradcheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor | Tensor[],
  options?: GradcheckOptions,
): Promise<void> {
  const checked = gradcheckOptions('gradcheck', options);
  const subject = withoutIntegers('gradcheck', f, [inputs].flat());
  await checkDerivative({ ...subject, what: 'gradient', f: (...xs) => [subject.f(...xs)] }, checked);
}
