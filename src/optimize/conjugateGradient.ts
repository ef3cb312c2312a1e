import {
  abs,
  add,
  clone,
  divNoNan,
  max,
  mul,
  reshape,
  type Scalar,
  sub,
  type Tensor,
  type TensorLike,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { ignoreRejection } from '../internal/ignoreRejection';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { signalArgument } from '../internal/signalArgument';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import { dot } from './dot';
import { powerOfTwo } from './powerOfTwo';

export interface ConjugateGradientOptions<T extends Tensor = Tensor> {
  /** M⁻¹ r, linear, symmetric and positive definite: an approximate inverse of A. */
  preconditioner?(r: T): Tensor;
  /** The initial x (default 0), in the shape of b. */
  initial?: T | TensorLike;
  /** Ends when ‖r‖ is at most this times ‖b‖. */
  tolerance?: number;
  /** The maximum number of iterations, each of which applies A once. */
  maxIterations?: number;
  /** Called each time the residual is read. */
  onProgress?(progress: ConjugateGradientProgress): void;
  /** Ends the work and rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface ConjugateGradientProgress {
  /** The number of iterations done. */
  step: number;
  /** `maxIterations`. */
  total: number;
  /** ‖r‖/‖b‖, with the r of the recursion. */
  residual: number;
}

export interface ConjugateGradientResult<T extends Tensor = Tensor> {
  /** The solution; the caller disposes it. */
  x: T;
  /** The number of iterations. */
  iterations: number;
  /** ‖b − A x‖/‖b‖, computed from x; 0 for b = 0. */
  residual: number;
}

/**
 * Solves A x = b for a symmetric positive definite A, given as a function that applies it to a tensor.
 *
 *     x ← x + α p,  r ← r − α A p,  z = M⁻¹ r,  p ← z + β p,    α = rᵀz / pᵀA p,  β = rᵀz (new) / rᵀz (old)
 *
 * until ‖r‖ ≤ tolerance · ‖b‖. A singular A works if b is in its range.
 *
 * In float32 the r of the recursion keeps falling when b − A x no longer does. So b − A x is computed at the end. If it
 * is above the tolerance, the iteration restarts from x, until a restart no longer halves the residual. The `residual`
 * of the result is always that of x. Float32 keeps it above about 6e-8 ‖A‖ ‖x‖ / ‖b‖, so with a smaller tolerance the
 * work ends there.
 *
 * Tensors stay on the backend. The residual is read after each of the first eight iterations from the start or a
 * restart, then after every eighth. Every iteration yields to the event loop. In addition to the memory of `apply`, five
 * tensors of the size of b are held between iterations, and about twenty within one.
 *
 * @param apply Returns A x, in the shape of x, for a tensor x of the shape of b. It runs within `tf.tidy`, so it may
 * not be async, and the tensors that it makes are freed.
 * @param b The right-hand side, of any nonempty shape; it is one system, whatever the shape.
 * @param options `preconditioner`, run as `apply` is; `initial` (default 0); `tolerance` (default 1e-7);
 * `maxIterations` (default 10 times the size of b, at most 10,000); `onProgress`; `signal`.
 * @returns `x`, `iterations` and `residual`. It has converged if the residual is at most the tolerance. A NaN residual,
 * from a b or A x that is not finite, never counts as converged.
 * @throws ArgumentError if b is empty, `apply` is not a function, `initial` or the result of `apply` or
 * `preconditioner` has another shape, or an option is unknown, of the wrong kind or out of range; the signal's reason;
 * and any error that `apply`, `preconditioner` or `onProgress` throws. All as a rejection.
 *
 * @example
 * const a = tf.tensor2d([[4, 1], [1, 3]]);
 * const { x, iterations } = await conjugateGradient((x) => tf.dot(a, x), tf.tensor1d([1, 2]));
 * x.print(); // [0.0909091, 0.6363636]
 * iterations; // 2
 *
 * @see Hestenes and Stiefel 1952, "Methods of conjugate gradients for solving linear systems"; Nocedal and Wright
 * 2006, "Numerical optimization", algorithm 5.3. SciPy's `cg` stops according to the r of the recursion.
 */
export async function conjugateGradient<T extends Tensor = Tensor>(
  apply: (x: T) => Tensor,
  b: T | TensorLike,
  options?: ConjugateGradientOptions<T>,
): Promise<ConjugateGradientResult<T>> {
  const name = 'conjugateGradient';
  const { preconditioner, initial, tolerance, maxIterations, onProgress, signal } = optionsArgument(name, options, {
    preconditioner: undefined,
    initial: undefined,
    tolerance: 1e-7,
    maxIterations: undefined,
    onProgress: undefined,
    signal: undefined,
  });
  functionArgument(name, 'apply', apply);
  if (preconditioner !== undefined) functionArgument(name, 'preconditioner', preconditioner);
  numberArgument(name, 'tolerance', tolerance, { atLeast: 0 });
  if (maxIterations !== undefined) {
    numberArgument(name, 'maxIterations', maxIterations, { atLeast: 0, integer: true });
  }
  if (onProgress !== undefined) functionArgument(name, 'onProgress', onProgress);
  signalArgument(name, signal);
  const owned = new OwnedTensors();
  try {
    const given = tidy(() => owned.add(clone(rightHandSide(b))));
    const guess =
      initial === undefined
        ? initial
        : tidy(() => owned.add(clone(tensorArgument(name, 'initial', initial, { shape: given.shape }))));
    const total = maxIterations ?? Math.min(10 * given.size, 10_000);
    await yieldToEventLoop(signal);
    const scale = powerOfTwo(await read(() => max(reshape(abs(given), [-1]))));
    const rhs = owned.add(mul(given, 1 / scale));
    owned.free(given);
    const { x, ...found } = await solve(rhs, guess && owned.add(mul(guess, 1 / scale)), owned, {
      operator: (x) => checked('apply(x)', apply(x as T), rhs),
      precondition: (r) => (preconditioner ? checked('preconditioner(r)', preconditioner(r as T), rhs) : r),
      tolerance,
      total,
      onProgress,
      signal,
    });
    return { x: owned.release(owned.add(mul(x, scale))) as T, ...found };
  } finally {
    owned.dispose();
  }
}

interface System extends Pick<ConjugateGradientOptions, 'onProgress' | 'signal'> {
  operator(x: Tensor): Tensor;
  precondition(r: Tensor): Tensor;
  tolerance: number;
  total: number;
}

/** The iterations from a guess, which it frees, or from 0, and the restarts. The solution is owned. */
async function solve(
  rhs: Tensor,
  guess: Tensor | undefined,
  owned: OwnedTensors,
  system: System,
): Promise<ConjugateGradientResult> {
  const { operator, precondition, tolerance, total, onProgress, signal } = system;
  const squaredSize = await read(() => dot(rhs, rhs));
  const relativeNorm = async (r: Tensor) =>
    squaredSize === 0 ? 0 : Math.sqrt((await read(() => dot(r, r))) / squaredSize);
  const held = (make: () => State, last: Tensor[]): State => {
    const state = tidy(make);
    for (const tensor of Object.values(state)) owned.add(tensor);
    owned.free(...last);
    return state;
  };
  const startAt = (x: Tensor, r: Tensor): State => {
    const z = precondition(r);
    return { x: clone(x), r: clone(r), p: clone(z), rz: dot(r, z) };
  };

  let iterations = 0;
  let start = 0; // of the recursion
  let residual = Number.POSITIVE_INFINITY;
  let solution = guess && squaredSize > 0 ? guess : owned.add(zerosLike(rhs));
  let state = held(() => startAt(solution, guess ? sub(rhs, operator(solution)) : rhs), []);
  let recursive = guess ? await relativeNorm(state.r) : Math.sign(squaredSize);
  while (true) {
    while (recursive > tolerance && recursive < Number.POSITIVE_INFINITY && iterations < total) {
      await yieldToEventLoop(signal);
      state = held(() => advance(state, system), Object.values(state));
      iterations++;
      const since = iterations - start;
      if (since > 8 && since % 8 > 0 && iterations < total) continue;
      recursive = await relativeNorm(state.r);
      onProgress?.({ step: iterations, total, residual: recursive });
    }
    const r = owned.add(tidy(() => sub(rhs, operator(state.x))));
    recursive = await relativeNorm(r);
    const halved = recursive < residual / 2;
    if (recursive < residual || residual === Number.POSITIVE_INFINITY) {
      owned.free(solution);
      solution = owned.add(clone(state.x));
      residual = recursive;
    }
    if (residual <= tolerance || iterations >= total || !halved) return { x: solution, iterations, residual };
    state = held(() => startAt(solution, r), [r, ...Object.values(state)]);
    start = iterations;
  }
}

/** The current solution, its residual, the search direction, and rᵀM⁻¹r. */
type State = { x: Tensor; r: Tensor; p: Tensor; rz: Scalar };

function advance({ x, r, p, rz }: State, { operator, precondition }: System): State {
  const product = operator(p);
  // 0 / 0 once the residual is zero: x stays unchanged.
  const alpha = divNoNan(rz, dot(p, product));
  const nextR = sub(r, mul(alpha, product));
  const z = precondition(nextR);
  const nextRz = dot(nextR, z);
  const beta = divNoNan(nextRz, rz);
  return { x: add(x, mul(alpha, p)), r: nextR, p: add(z, mul(beta, p)), rz: nextRz };
}

async function read(make: () => Scalar): Promise<number> {
  const number = tidy(make);
  const [value] = await number.data();
  number.dispose();
  return value;
}

function rightHandSide(b: Tensor | TensorLike): Tensor {
  const given = tensorArgument('conjugateGradient', 'b', b);
  if (given.size > 0) return given;
  const got = `shape ${describeShape(given.shape)}`;
  throw new ArgumentError('conjugateGradient', 'b is empty', 'at least one element', got);
}

function checked(name: string, result: Tensor, { shape }: Tensor): Tensor {
  ignoreRejection(result);
  return tensorArgument('conjugateGradient', name, result, { shape });
}
