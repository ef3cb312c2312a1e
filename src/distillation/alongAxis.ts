import { type Tensor, type TensorLike, transpose } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';

export interface TemperatureOptions {
  /** What the logits are divided by. */
  temperature?: number;
  /** The axis of the classes; negative ones count from the end. */
  axis?: number;
}

/** Applies an op of the last axis along any axis of the logits. */
export function alongAxis<T extends Tensor>(
  functionName: string,
  op: (logits: Tensor, temperature: number) => Tensor,
  logits: Tensor | TensorLike,
  temperature: number,
  axis: number,
): T {
  const given = tensorArgument(functionName, 'logits', logits);
  if (given.rank === 0) {
    throw new ArgumentError(functionName, 'logits has no axis', 'at least rank 1', `shape ${describeShape([])}`);
  }
  numberArgument(functionName, 'temperature', temperature, { above: 0, float32: true });
  numberArgument(functionName, 'axis', axis, { atLeast: -given.rank, atMost: given.rank - 1, integer: true });
  const last = given.rank - 1;
  const position = axis < 0 ? axis + given.rank : axis;
  if (position === last) return op(given, temperature) as T;
  // Exchanging two axes is its own inverse.
  const exchange = given.shape.map((_, index) => (index === position ? last : index === last ? position : index));
  return transpose(op(transpose(given, exchange), temperature), exchange) as T;
}
