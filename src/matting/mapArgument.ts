import { expandDims, reshape, type Tensor, type Tensor2D, type Tensor3D, type TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';

/** A map [height, width] or [height, width, channels] of the given size, with a channel axis, and its original rank. */
export function mapArgument(
  functionName: string,
  name: string,
  value: Tensor | TensorLike,
  size: readonly [number, number],
): { map: Tensor3D; rank: number } {
  const given = tensorArgument<Tensor2D | Tensor3D>(functionName, name, value, { rank: [2, 3] });
  const { rank } = given;
  const map = tensorArgument(functionName, name, given, { shape: rank === 2 ? size : [...size, null] });
  if (map.size === 0) {
    throw new ArgumentError(
      functionName,
      `${name} has no channels`,
      'at least one',
      `shape ${describeShape(map.shape)}`,
    );
  }
  return { map: (rank === 2 ? expandDims(map, 2) : map) as Tensor3D, rank };
}

/** A map [height, width] or [height, width, 1] of the given size, without its channel axis. */
export function singleMapArgument(
  functionName: string,
  name: string,
  value: Tensor | TensorLike,
  size: readonly [number, number],
): Tensor2D {
  const given = tensorArgument<Tensor2D | Tensor3D>(functionName, name, value, { rank: [2, 3] });
  const shape = given.rank === 2 ? size : [...size, 1];
  return reshape(tensorArgument<Tensor2D>(functionName, name, given, { shape }), [...size]);
}
