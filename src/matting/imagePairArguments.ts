import {
  expandDims,
  squeeze,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';

/** The type of a map, an image or a batch of images, with the rank of the argument. */
export type Filtered<T> = ByRank<T, { 2: Tensor2D; 3: Tensor3D; 4: Tensor4D }>;

/**
 * Checks two images or batches of images of the same size and returns them as batches. Their numbers of channels may
 * differ. An image with one channel may omit that axis. `restore` returns a batch to the rank of the first or of the
 * second image.
 */
export function imagePairArguments(
  functionName: string,
  [firstName, firstValue]: [string, Tensor | TensorLike],
  [secondName, secondValue]: [string, Tensor | TensorLike],
): { first: Tensor4D; second: Tensor4D; restore(batch: Tensor4D, like: 'first' | 'second'): Tensor } {
  const given = {
    first: tensorArgument(functionName, firstName, firstValue, { rank: [2, 3, 4] }),
    second: tensorArgument(functionName, secondName, secondValue, { rank: [2, 3, 4] }),
  };
  const [first, second] = [withChannels(given.first), withChannels(given.second)];
  // An error shows the shape as the caller passed it.
  const shape = [...first.shape.slice(0, -1), null];
  if (given.second.rank > 2) tensorArgument(functionName, secondName, second, { shape });
  else tensorArgument(functionName, secondName, given.second, { shape: shape.slice(0, -1) });
  requireChannels(functionName, firstName, first);
  requireChannels(functionName, secondName, second);
  const restore = (batch: Tensor4D, like: 'first' | 'second') => {
    const image = fromBatch<Tensor>(batch, first.rank === 3);
    return given[like].rank === 2 ? squeeze(image, [2]) : image;
  };
  return { first: toBatch(first, 4), second: toBatch(second, 4), restore };
}

const withChannels = (image: Tensor): Tensor => (image.rank === 2 ? expandDims(image, 2) : image);

function requireChannels(functionName: string, name: string, { shape }: Tensor): void {
  if (shape.at(-1) !== 0) return;
  throw new ArgumentError(functionName, `${name} has no channels`, 'at least one', `shape ${describeShape(shape)}`);
}
