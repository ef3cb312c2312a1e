import type { Tensor } from '@tensorflow/tfjs-core';
import { checkDerivative, type GradcheckOptions, gradcheckOptions } from './checkDerivative';
import { withoutIntegers } from './withoutIntegers';

/**
 * Rejects unless the gradient of `f` agrees with central differences, naming the entry that is furthest off.
 *
 *     d/dx Σ w · f(x) = lim (Σ w · f(x + h) − Σ w · f(x − h)) / 2h,  w random weights (1 for a single number)
 *
 * It checks every float32 input; int32 and bool inputs are constants. Up to 64 elements are checked separately, more
 * along 8 random directions; `directions` selects either. The differences are extrapolated to step 0 in float64 and
 * allow for the rounding of float32. With the defaults, a gradient that is wrong by 1% fails and a right one passes on
 * every backend.
 *
 * An inconclusive check is a failure of its own, never a pass and never a wrong gradient:
 *
 * - `cannot tell`: float32 rounds `f` by more than its change, or `f` is NaN there. Check `f` without its large
 *   constant, or with a larger `eps`.
 * - `step too large or too small`: differences with smaller and smaller steps do not agree, as near a singularity that
 *   is closer than the smallest step. Choose another `eps`.
 * - `not deterministic`: two calls with the same inputs differ by more than 1e-4 of the largest output. Fix the seed.
 *
 * At a kink (`relu` at 0) there is no derivative, so choose inputs away from it.
 *
 * @param f A pure function of the inputs, of any output shape.
 * @param inputs A tensor, or one for each argument of `f`; the same tensor may serve as several. They are not disposed.
 * @param options `eps` (default 1/32), the largest step: an element x moves by max(eps, |x|/1024), then by halves of
 * it, down to 1/2048 where needed; `rtol` (1e-3) and `atol` (1e-8), of each derivative; `directions`, 0 for every
 * element; `seed` (0).
 * @throws ArgumentError if an option is unknown or out of range, an input is not a tensor in use, none is a float or
 * all are empty, or `f` does not return a float32 tensor with elements; Error if the gradient is wrong or cannot be
 * checked. Both as a rejection.
 *
 * @example
 * const wrong = tf.customGrad((x) => ({ value: tf.square(x), gradFunc: (dy) => tf.mul(dy, x) }));
 * await gradcheck((x) => tf.square(x), tf.tensor([1, 2]));
 * await gradcheck((x) => tf.sum(wrong(x)), tf.tensor([1, 2])).catch((error) => console.log(error.message));
 * // gradcheck: 2 of 2 derivatives differ, worst is the gradient for input 0 at [1];
 * // expected 4 by central differences; got 2
 * await gradcheck((x) => tf.add(x, 2 ** 20), tf.tensor([1])).catch((error) => console.log(error.message));
 * // gradcheck: cannot tell 1 of 1 derivatives, worst is the gradient for input 0 at [0];
 * // expected central differences that float32 resolves (try a larger eps); got 0 ± 12.000003814697266
 *
 * @see Ridders 1982, "Accurate computation of F'(x) and F'(x) F''(x)", for the extrapolation.
 */
export async function gradcheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor | Tensor[],
  options?: GradcheckOptions,
): Promise<void> {
  const checked = gradcheckOptions('gradcheck', options);
  const subject = withoutIntegers('gradcheck', f, inputs);
  await checkDerivative({ ...subject, what: 'gradient', f: (...xs) => [subject.f(...xs)] }, checked);
}
