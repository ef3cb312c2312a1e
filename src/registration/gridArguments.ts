import type { Tensor, Tensor3D, Tensor4D, Tensor5D, TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';

/** The type of a grid with the rank of the argument. */
export type FieldOf<T> = ByRank<T, { 3: Tensor3D; 4: Tensor4D; 5: Tensor5D }>;

export const axisNames = (axes: 2 | 3) => (axes === 2 ? ['height', 'width'] : ['depth', 'height', 'width']);

/** A field of vectors in the plane or in space. Its last axis tells which, and so whether there is a batch axis. */
export function fieldArgument(
  functionName: string,
  name: string,
  value: Tensor | TensorLike,
  least: number,
): { given: Tensor; axes: 2 | 3; unbatched: boolean } {
  const given = tensorArgument(functionName, name, value, { rank: [3, 4, 5] });
  const axes = given.shape.at(-1) as 2 | 3;
  const unbatched = given.rank === axes + 1;
  const size = given.shape.slice(unbatched ? 0 : 1, -1);
  const fits = [2, 3].includes(axes) && (unbatched || given.rank === axes + 2);
  if (fits && size.every((count) => count >= least)) return { given, axes, unbatched };
  throw new ArgumentError(
    functionName,
    `${name} has the wrong shape`,
    `[rows, columns, 2] or [slices, rows, columns, 3], at least ${least} each way, with or without a batch axis before`,
    describeShape(given.shape),
  );
}
