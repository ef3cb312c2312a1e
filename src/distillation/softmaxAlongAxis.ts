import { reshape, type Tensor, type TensorLike, transpose, util } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { temperatureArgument } from './temperatureArgument';

export interface TemperatureOptions {
  /** The divisor of the logits, from 1e-8 to 1e8. */
  temperature?: number;
  /** The axis of the classes; negative ones count from the end. */
  axis?: number;
}

/** Applies a softmax of rows [rows, classes] along any axis of the logits. */
export function softmaxAlongAxis<T extends Tensor>(
  functionName: string,
  softmax: (logits: Tensor, temperature: number) => Tensor,
  logits: Tensor | TensorLike,
  temperature: number,
  axis: number,
): T {
  const given = tensorArgument(functionName, 'logits', logits);
  if (given.rank === 0) {
    throw new ArgumentError(functionName, 'logits has no axis', 'at least rank 1', `shape ${describeShape([])}`);
  }
  temperatureArgument(functionName, temperature);
  numberArgument(functionName, 'axis', axis, { atLeast: -given.rank, atMost: given.rank - 1, integer: true });
  if (given.size === 0) return reshape(given, given.shape) as T;
  const position = axis < 0 ? axis + given.rank : axis;
  const classes = given.shape[position];
  const [before, after] = [given.shape.slice(0, position), given.shape.slice(position + 1)].map(util.sizeFromShape);
  // Any rank is reshaped to few axes, because tfjs on WebGPU supports at most six.
  const classesLast = after === 1 ? given : exchangeLastTwo(reshape(given, [before, classes, after]));
  const rows = softmax(reshape(classesLast, [before * after, classes]), temperature);
  const inOrder = after === 1 ? rows : exchangeLastTwo(reshape(rows, [before, after, classes]));
  return reshape(inOrder, given.shape) as T;
}

const exchangeLastTwo = (x: Tensor): Tensor => transpose(x, [0, 2, 1]);
