import { clone, type Scalar, type Tensor, type TensorLike, tidy } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { signalArgument } from '../internal/signalArgument';
import { type Box, boxArgument, type LbfgsBounds, project } from './box';
import { minimize } from './minimize';
import { Objective } from './objective';

export interface LbfgsOptions {
  /** The most iterations; each evaluates the loss once or a few times. */
  maxIterations?: number;
  /** How many past steps make up the curvature; two tensors of the size of x are kept for each. */
  historySize?: number;
  /** Ends when ‖g‖∞ is at most this times its first value. */
  gradientTolerance?: number;
  /** Ends when three iterations in a row lower the least loss by less than this times the loss; 0 never ends by it. */
  lossTolerance?: number;
  /** The box that x stays in. */
  bounds?: LbfgsBounds;
  /** Called after each iteration. */
  onProgress?(progress: LbfgsProgress): void;
  /** Ends the work at the next evaluation; the best x so far is the result. */
  signal?: AbortSignal;
}

export interface LbfgsProgress {
  /** The iterations done. */
  step: number;
  /** `maxIterations`. */
  total: number;
  /** The loss at x. */
  loss: number;
  /** ‖g‖∞ over its first value. */
  gradient: number;
  /** How often the loss has been evaluated. */
  evaluations: number;
  /** Where it is; lbfgs disposes it, so clone what is to be kept. */
  x: Tensor;
}

export interface LbfgsResult<T extends Tensor = Tensor> {
  /** The x of the least loss found, the last of several; the caller disposes it. */
  x: T;
  /** The loss at x. */
  loss: number;
  /** How many steps were taken. */
  iterations: number;
  /** How often the loss and its gradient were computed. */
  evaluations: number;
  /**
   * Why it ended: `'gradient'` or `'loss'` by its tolerance (the loss also where float32 resolves it no further),
   * `'maxIterations'`, `'lineSearch'` where no step lowers the loss, `'aborted'` by the signal.
   */
  reason: 'gradient' | 'loss' | 'maxIterations' | 'lineSearch' | 'aborted';
}

/**
 * Minimizes a differentiable function of one tensor by L-BFGS, within a box where `bounds` are given.
 *
 *     x ← x + t d,    d = −H g
 *
 * H is the inverse Hessian as the last `historySize` steps show it; t satisfies the strong Wolfe conditions and is 1 where
 * that does; the first d is −min(1, 1/‖g‖₁) g. With bounds d lies in the subspace of the coordinates that are not held at
 * a bound, and ends where x + d would leave the box.
 *
 * The scale of the loss matters to the first step alone, which the search shortens or lengthens as it must. Tensors stay
 * on the backend; each evaluation reads one small tensor back, and timers have their turn before it. A step to a loss
 * that is not finite is shortened. Losses that differ by less than 1e-6 of themselves float32 hardly tells apart: there
 * the search goes by slopes (the approximate Wolfe conditions of Hager and Zhang), and the end is by `'loss'` or
 * `'lineSearch'`.
 *
 * Beside what the loss needs, 2 · `historySize` and some ten tensors of the size of x are held at most.
 *
 * @param lossFunction Gives a scalar of x; it runs within `tf.tidy`, so it is not async. One that does
 * not depend on x has gradient zero.
 * @param initial Where to start, of any shape that is not empty; clipped to the bounds, never disposed.
 * @param options `maxIterations` (default 500); `historySize` (default 10); `gradientTolerance` (default 1e-6) on ‖g‖∞,
 * over coordinates not held at a bound, relative to its first value; `lossTolerance` (default 1e-9) on the relative
 * change of the least loss, three times in a row: once may be rounding; `bounds`; `onProgress`; `signal`.
 * @returns `x`, `loss`, `iterations`, `evaluations` and `reason`. An abort resolves too, with the best x so far; before
 * the first evaluation that is a copy of `initial`, and its loss NaN.
 * @throws ArgumentError if an option is unknown, of the wrong kind or out of range, a bound does not fit, the loss is no
 * scalar, or loss or gradient are not finite at `initial`; and what `lossFunction` or `onProgress` throw. All as a rejection.
 *
 * @example
 * const rosenbrock = (x) => {
 *   const [a, b] = tf.unstack(x);
 *   return tf.add(tf.square(tf.sub(1, a)), tf.mul(100, tf.square(tf.sub(b, tf.square(a)))));
 * };
 * const { x, reason } = await lbfgs(rosenbrock, [-1.2, 1]);
 * x.print(); // [0.9999995, 0.999999]
 * reason; // 'gradient'
 *
 * Source: Nocedal and Wright 2006, "Numerical optimization", algorithm 7.5 with line search 3.5; bounds after Bertsekas
 * 1982, "Projected Newton methods for optimization problems with simple constraints". SciPy's L-BFGS-B finds the bounds
 * that hold along a Cauchy path instead; the minimum is the same.
 */
export async function lbfgs<T extends Tensor = Tensor>(
  lossFunction: (x: T) => Scalar,
  initial: T | TensorLike,
  options?: LbfgsOptions,
): Promise<LbfgsResult<T>> {
  const { bounds, ...limits } = optionsArgument('lbfgs', options, {
    maxIterations: 500,
    historySize: 10,
    gradientTolerance: 1e-6,
    lossTolerance: 1e-9,
    bounds: undefined,
    onProgress: undefined,
    signal: undefined,
  });
  const { maxIterations, historySize, gradientTolerance, lossTolerance, onProgress, signal } = limits;
  functionArgument('lbfgs', 'lossFunction', lossFunction);
  numberArgument('lbfgs', 'maxIterations', maxIterations, { atLeast: 0, integer: true });
  numberArgument('lbfgs', 'historySize', historySize, { atLeast: 1, integer: true });
  numberArgument('lbfgs', 'gradientTolerance', gradientTolerance, { atLeast: 0 });
  numberArgument('lbfgs', 'lossTolerance', lossTolerance, { atLeast: 0 });
  if (onProgress !== undefined) functionArgument('lbfgs', 'onProgress', onProgress);
  signalArgument('lbfgs', signal);
  const owned = new OwnedTensors();
  try {
    const { x, box } = startOf(owned, initial, bounds);
    const objective = new Objective(lossFunction as (x: Tensor) => Scalar, box, owned);
    return (await minimize(objective, x, limits)) as LbfgsResult<T>;
  } finally {
    owned.dispose();
  }
}

type Start = { x: Tensor; box: Box | undefined };

function startOf(owned: OwnedTensors, initial: Tensor | TensorLike, bounds: LbfgsBounds | undefined): Start {
  return tidy((): Start => {
    const given = tensorArgument('lbfgs', 'initial', initial);
    if (given.size === 0) {
      const got = `shape ${describeShape(given.shape)}`;
      throw new ArgumentError('lbfgs', 'initial is empty', 'at least one element', got);
    }
    if (bounds === undefined) return { x: owned.add(clone(given)), box: undefined };
    const { lower, upper } = boxArgument('lbfgs', bounds, given);
    const box = { lower: owned.add(lower), upper: owned.add(upper) };
    return { x: owned.add(project(given, box)), box };
  });
}
