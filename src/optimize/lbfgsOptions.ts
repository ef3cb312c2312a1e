import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describe, numberArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { signalArgument } from '../internal/signalArgument';
import { LbfgsState } from './LbfgsState';

/** The argument that lbfgs minimizes over: a tensor, a list of tensors or a record of tensors. */
export type LbfgsVariables<X = { [name: string]: Tensor }> = Tensor | Tensor[] | { [Name in keyof X]: Tensor };

/** A weight of a model in tf.layers, one of `model.trainableWeights`. */
export interface LbfgsWeight {
  read(): Tensor;
  write(value: Tensor): unknown;
}

/**
 * A number for all of x, or the form of x: a tensor of its shape, or a number or tensor for each entry of a list or
 * record.
 */
export type LbfgsBound<X extends LbfgsVariables<X> = Tensor> =
  | number
  | (X extends Tensor ? Tensor | TensorLike : { [Name in keyof X]: number | Tensor | TensorLike });

export interface LbfgsBounds<X extends LbfgsVariables<X> = Tensor> {
  /** The lower limit of x; −∞ for none. */
  lower?: LbfgsBound<X>;
  /** The upper limit of x; ∞ for none. */
  upper?: LbfgsBound<X>;
}

export interface LbfgsOptions<X extends LbfgsVariables<X> = Tensor> {
  /** The maximum number of iterations; each evaluates the loss once or a few times. */
  maxIterations?: number;
  /** The number of past steps that determine the curvature; each keeps two tensors of the size of x. */
  historySize?: number;
  /**
   * Ends when ‖g‖∞ is at most this times its largest value so far; by default where float32 allows no further decrease.
   */
  gradientTolerance?: number;
  /**
   * Ends when three iterations in a row lower the least loss by less than this times the loss; 0 disables it. By
   * default it takes ten in a row by less than 1e-9.
   */
  lossTolerance?: number;
  /** The box that x stays in: at the start, at every evaluation and in the result. */
  bounds?: LbfgsBounds<X>;
  /** Whether the result has a `state` to resume from. */
  keepState?: boolean;
  /**
   * The state of an earlier run over x of the same shapes, from which this one resumes. The caller keeps its ownership.
   */
  state?: LbfgsState;
  /** Called after each iteration. */
  onProgress?(progress: LbfgsProgress<X>): void;
  /** Ends the work at the next evaluation; the best x so far is the result. */
  signal?: AbortSignal;
}

export interface LbfgsProgress<X extends LbfgsVariables<X> = Tensor> {
  /** The number of iterations done. */
  step: number;
  /** `maxIterations`. */
  total: number;
  /** The loss at x. */
  loss: number;
  /** ‖g‖∞ over its largest value so far. */
  gradient: number;
  /** The number of evaluations of the loss. */
  evaluations: number;
  /** The current x; lbfgs disposes it, so clone it to keep it. */
  x: X;
}

export interface LbfgsResult<X extends LbfgsVariables<X> = Tensor> {
  /** The x with the least loss, the last one in a tie; the caller disposes it. */
  x: X;
  /** The loss at x. */
  loss: number;
  /** The number of steps. */
  iterations: number;
  /** The number of evaluations of the loss and its gradient. */
  evaluations: number;
  /**
   * Why it ended: `'gradient'` or `'loss'` by its tolerance or at the limit of float32, `'maxIterations'`,
   * `'lineSearch'` if no step lowers the loss, `'aborted'` by the signal.
   */
  reason: 'gradient' | 'loss' | 'maxIterations' | 'lineSearch' | 'aborted';
  /** The state from which a later run resumes, with `keepState`; the caller disposes it. */
  state?: LbfgsState;
}

export const lbfgsDefaults = {
  maxIterations: 500,
  historySize: 10,
  gradientTolerance: undefined,
  lossTolerance: undefined,
  bounds: undefined,
  keepState: false,
  state: undefined,
  onProgress: undefined,
  signal: undefined,
} as const;

/** The options of lbfgs with their defaults, all checked except the bounds and the state. */
export function lbfgsOptionsArgument(lossFunction: unknown, options: LbfgsOptions<LbfgsVariables> | undefined) {
  const given = optionsArgument('lbfgs', options, lbfgsDefaults);
  const { maxIterations, historySize, gradientTolerance, lossTolerance, keepState, state, onProgress, signal } = given;
  functionArgument('lbfgs', 'lossFunction', lossFunction);
  numberArgument('lbfgs', 'maxIterations', maxIterations, { atLeast: 0, integer: true });
  numberArgument('lbfgs', 'historySize', historySize, { atLeast: 1, integer: true });
  if (gradientTolerance !== undefined) numberArgument('lbfgs', 'gradientTolerance', gradientTolerance, { atLeast: 0 });
  if (lossTolerance !== undefined) numberArgument('lbfgs', 'lossTolerance', lossTolerance, { atLeast: 0 });
  booleanArgument('lbfgs', 'keepState', keepState);
  if (state !== undefined && !(state instanceof LbfgsState)) {
    throw new ArgumentError('lbfgs', 'state is of the wrong kind', 'an LbfgsState', describe(state));
  }
  if (onProgress !== undefined) functionArgument('lbfgs', 'onProgress', onProgress);
  signalArgument('lbfgs', signal);
  return given;
}
