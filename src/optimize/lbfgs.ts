import type { Scalar, Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { descend } from './descend';
import {
  type LbfgsOptions,
  type LbfgsResult,
  type LbfgsVariables,
  type LbfgsWeight,
  lbfgsOptionsArgument,
} from './lbfgsOptions';

/**
 * Minimizes a differentiable function by L-BFGS. Its argument x is a tensor, a list or record of tensors, or the
 * weights of a model; `bounds` can restrict it to a box.
 *
 *     x ← x + t d,    d = −H g
 *
 * H is the inverse Hessian estimated from the last `historySize` steps. The step length t satisfies the strong Wolfe
 * conditions; t = 1 is tried first. The first step is −min(1, 1/‖g‖₁) g.
 *
 * **Bounds.** Pixels belong in [0, 1], variances above 0: pass such limits as `bounds`, because a loss that clips x has
 * no gradient beyond them. No x outside the box is ever evaluated. `initial` is clipped to the box, d lies in the
 * subspace of the coordinates that are not held at a bound, and x + d lies in the box; a longer step bends at each
 * bound that it meets.
 *
 * **Where it ends.** By default it ends only where float32 allows no further decrease. The reason is `'gradient'` after
 * three iterations in a row with ‖g‖∞ at most 1e-6 of its largest value so far and a promised decrease of the loss
 * within its rounding: ½ |gᵀd| ≤ 1.2e-7 (|loss| + Σ |g_i x_i|). The reason is `'loss'` after ten iterations in a row
 * that each lowered the loss by less than 1e-9 of itself. Before either, it searches once along directions whose
 * curvature no step has shown, to find a flat direction beside a steep one. Explicit tolerances apply literally:
 * `gradientTolerance` ends the run as soon as ‖g‖∞ is at most this times its largest value so far, `lossTolerance`
 * after three iterations in a row.
 *
 * The scale of the loss does not matter, even if it falls by many orders of magnitude. A step to a loss that is not
 * finite is shortened. Float32 hardly distinguishes losses that differ by less than 1e-6 of themselves. Among such
 * losses the search uses slopes (the approximate Wolfe conditions of Hager and Zhang).
 *
 * **Weights.** Given `model.trainableWeights`, `lossFunction` may run the model itself: each evaluation first writes x
 * to the weights. At the end they have the best x, which is also the result; if something throws, they are restored.
 * Pass limits on weights as `bounds`: the run ignores the constraints of layers.
 *
 * Tensors stay on the backend: each evaluation yields to the event loop and then reads back one small tensor. In
 * addition to the memory of the loss, it holds at most 2 · `historySize` plus about ten tensors of the size of x.
 *
 * @param lossFunction Returns a float32 scalar computed from x. It runs within `tf.tidy`, so it may not be async.
 * @param initial The initial x: a tensor of any nonempty shape, a list or record of tensors, or weights. It is never
 * disposed, and only weights are changed.
 * @param options `maxIterations` (default 500); `historySize` (default 10); `gradientTolerance`, on the coordinates
 * that are not held at a bound, and `lossTolerance` (both by default as above); `bounds`, with `lower` and `upper`,
 * each a number or in the form of x; `keepState` and `state`, to resume; `onProgress`; `signal`.
 * @returns `x` in the form of `initial`, `loss`, `iterations`, `evaluations` and `reason`; with `keepState` also
 * `state`. An abort resolves as well, with the best x so far. Before the first evaluation that is a copy of `initial`,
 * with a loss of NaN.
 * @throws ArgumentError if an option is unknown, of the wrong kind or out of range; if a bound does not fit, is NaN or
 * crosses the other bound; if the loss is not a float32 scalar or does not depend on x; or if loss or gradient are not
 * finite at `initial`. Errors from `lossFunction` or `onProgress` pass through. All as a rejection.
 *
 * @example
 * const rosenbrock = (x) => {
 *   const [a, b] = tf.unstack(x);
 *   return tf.add(tf.square(tf.sub(1, a)), tf.mul(100, tf.square(tf.sub(b, tf.square(a)))));
 * };
 * const { x, reason } = await lbfgs(rosenbrock, [-1.2, 1]);
 * x.print(); // [1, 1]
 * reason; // 'gradient'
 *
 * const bounded = await lbfgs(rosenbrock, [-1.2, 1], { bounds: { lower: 0, upper: [0.5, 1] } });
 * bounded.x.print(); // [0.5, 0.25]
 *
 * const line = ({ slope, intercept }) => tf.add(tf.mul(slope, [0, 1, 2]), intercept);
 * const squares = (x) => tf.sum(tf.square(tf.sub(line(x), [1, 3, 5])));
 * const fitted = await lbfgs(squares, { slope: tf.scalar(0), intercept: tf.scalar(0) });
 * fitted.x.slope.print(); // 2
 *
 * @see Nocedal and Wright 2006, "Numerical optimization", algorithm 7.5 with line search 3.5; bounds after Bertsekas
 * 1982, "Projected Newton methods for optimization problems with simple constraints". SciPy's L-BFGS-B finds the active
 * bounds along a Cauchy path instead; the minimum is the same.
 */
export function lbfgs(
  lossFunction: (x: Tensor[]) => Scalar,
  initial: readonly LbfgsWeight[],
  options?: LbfgsOptions<Tensor[]>,
): Promise<LbfgsResult<Tensor[]>>;
export function lbfgs<X extends LbfgsVariables<X>>(
  lossFunction: (x: X) => Scalar,
  initial: X,
  options?: LbfgsOptions<X>,
): Promise<LbfgsResult<X>>;
export function lbfgs<T extends Tensor = Tensor>(
  lossFunction: (x: T) => Scalar,
  initial: T | TensorLike,
  options?: LbfgsOptions<T>,
): Promise<LbfgsResult<T>>;
export async function lbfgs(
  lossFunction: (x: never) => Scalar,
  initial: unknown,
  options?: LbfgsOptions<LbfgsVariables>,
): Promise<LbfgsResult<LbfgsVariables>> {
  return descend(lossFunction, initial, lbfgsOptionsArgument(lossFunction, options));
}
