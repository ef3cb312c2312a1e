import type { Tensor, Tensor4D, TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';

/** Two images, or batches of images, of one size, as batches; they may differ in their number of channels. */
export function imagePairArguments(
  functionName: string,
  firstName: string,
  firstValue: Tensor | TensorLike,
  secondName: string,
  secondValue: Tensor | TensorLike,
): { first: Tensor4D; second: Tensor4D; unbatched: boolean } {
  const first = tensorArgument(functionName, firstName, firstValue, { rank: [3, 4] });
  const shape = [...first.shape.slice(0, -1), null];
  const second = tensorArgument(functionName, secondName, secondValue, { shape });
  requireChannels(functionName, firstName, first);
  requireChannels(functionName, secondName, second);
  return { first: toBatch(first, 4), second: toBatch(second, 4), unbatched: first.rank === 3 };
}

function requireChannels(functionName: string, name: string, { shape }: Tensor): void {
  if (shape.at(-1) !== 0) return;
  throw new ArgumentError(functionName, `${name} has no channels`, 'at least one', `shape ${describeShape(shape)}`);
}
