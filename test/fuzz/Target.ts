import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from './Random';

// biome-ignore lint/suspicious/noExplicitAny: each function has arguments of its own
export type Call = (...args: any[]) => tf.Tensor | tf.Tensor[] | Promise<tf.Tensor | tf.Tensor[]>;

/** A function that is called with random arguments. */
export interface Target {
  name: string;
  call: Call;
  draw(random: Random): unknown[];
  /** Whether `call` returns a promise; such results have no gradients. */
  isAsync?: boolean;
  /** The function that cpu runs instead, if its kernel or gradient is wrong. */
  reference?: Call;
  /** Whether gradients are compared: always, never, or only if all numbers are finite. */
  gradients?: 'finite' | 'none';
  /** Whether the gradient is an estimate of its own by design, not the derivative of the value. */
  isEstimate?: boolean;
  /** Relative to the largest number of a result, or to `least` if all are smaller. */
  tolerance?: number;
  least?: number;
  /** Arguments for which cpu is wrong and there is no reference, or for which the order of operations decides. */
  leaveOut?(args: readonly unknown[]): boolean;
}
