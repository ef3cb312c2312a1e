import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describe, numberArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { signalArgument } from '../internal/signalArgument';
import { LbfgsState } from './LbfgsState';

/** What lbfgs minimizes over: a tensor, a list of tensors or a record of tensors. */
export type LbfgsVariables = Tensor | Tensor[] | { [name: string]: Tensor };

/** A weight of a model as tf.layers has it, one of `model.trainableWeights`. */
export interface LbfgsWeight {
  read(): Tensor;
  write(value: Tensor): unknown;
}

/** A number for all of x, or what x is made of: a tensor of its shape; for each tensor of a list or record a number or tensor. */
export type LbfgsBound<X extends LbfgsVariables = Tensor> =
  | number
  | (X extends Tensor ? Tensor | TensorLike : { [Name in keyof X]: number | Tensor | TensorLike });

export interface LbfgsBounds<X extends LbfgsVariables = Tensor> {
  /** The least that x may be; −∞ for none. */
  lower?: LbfgsBound<X>;
  /** The most that x may be; ∞ for none. */
  upper?: LbfgsBound<X>;
}

export interface LbfgsOptions<X extends LbfgsVariables = Tensor> {
  /** The most iterations; each evaluates the loss once or a few times. */
  maxIterations?: number;
  /** How many past steps make up the curvature; two tensors of the size of x are kept for each. */
  historySize?: number;
  /** Ends when ‖g‖∞ is at most this times its largest value so far; by default where float32 can gain no more. */
  gradientTolerance?: number;
  /**
   * Ends when three iterations in a row lower the least loss by less than this times the loss; 0 never ends by it. By
   * default ten in a row by less than 1e-9.
   */
  lossTolerance?: number;
  /** The box that x stays in: at the start, at every evaluation and in the result. */
  bounds?: LbfgsBounds<X>;
  /** Whether the result has a `state` to resume from. */
  keepState?: boolean;
  /** The state of an earlier run over x of the same shapes, which this one resumes. It stays the caller's. */
  state?: LbfgsState;
  /** Called after each iteration. */
  onProgress?(progress: LbfgsProgress<X>): void;
  /** Ends the work at the next evaluation; the best x so far is the result. */
  signal?: AbortSignal;
}

export interface LbfgsProgress<X extends LbfgsVariables = Tensor> {
  /** The iterations done. */
  step: number;
  /** `maxIterations`. */
  total: number;
  /** The loss at x. */
  loss: number;
  /** ‖g‖∞ over its largest value so far. */
  gradient: number;
  /** How often the loss has been evaluated. */
  evaluations: number;
  /** The current x; lbfgs disposes it, so clone what is to be kept. */
  x: X;
}

export interface LbfgsResult<X extends LbfgsVariables = Tensor> {
  /** The x of the least loss found, the last of several; the caller disposes it. */
  x: X;
  /** The loss at x. */
  loss: number;
  /** How many steps were taken. */
  iterations: number;
  /** How often the loss and its gradient were computed. */
  evaluations: number;
  /**
   * Why it ended: `'gradient'` or `'loss'` by its tolerance or at the limit of float32, `'maxIterations'`, `'lineSearch'`
   * where no step lowers the loss, `'aborted'` by the signal.
   */
  reason: 'gradient' | 'loss' | 'maxIterations' | 'lineSearch' | 'aborted';
  /** What a later run resumes from, with `keepState`; the caller disposes it. */
  state?: LbfgsState;
}

/** The options of lbfgs with their defaults, all checked but the bounds and the state. */
export function lbfgsOptionsArgument(lossFunction: unknown, options: LbfgsOptions<LbfgsVariables> | undefined) {
  const given = optionsArgument('lbfgs', options, {
    maxIterations: 500,
    historySize: 10,
    gradientTolerance: undefined,
    lossTolerance: undefined,
    bounds: undefined,
    keepState: false,
    state: undefined,
    onProgress: undefined,
    signal: undefined,
  });
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
