import { add, mul, reshape, split, type Tensor, type Tensor3D, tensor } from '@tensorflow/tfjs-core';

/**
 * `matrix` [batch, rows, axes + 1] times (x, y, 1), or (x, y, z, 1), at every position of a regular grid of `size`:
 * [batch, ...size, rows].
 */
export const linearGrid = (matrix: Tensor3D, size: readonly number[], alignCorners: boolean): Tensor =>
  linearMap(
    matrix,
    size.map((count) => axisCoordinates(count, alignCorners)),
  );

/** `linearGrid` with pixels from the middle of each axis for coordinates: they have no rounding. */
export const centredGrid = (matrix: Tensor3D, size: readonly number[]): Tensor =>
  linearMap(
    matrix,
    size.map((count) => Array.from({ length: count }, (_, index) => index - (count - 1) / 2)),
  );

/** Axis by axis, so that only the last addition is as large as the result. */
function linearMap(matrix: Tensor3D, coordinates: number[][]): Tensor {
  const size = coordinates.map(({ length }) => length);
  const [batch, rows, columns] = matrix.shape;
  const column = split(matrix, columns, 2).map((x) => reshape(x, [batch, ...size.map(() => 1), rows]));
  const terms = size.map((count, axis) => {
    const shape = [1, ...size.map((_, other) => (other === axis ? count : 1)), 1];
    return mul(column[size.length - 1 - axis], tensor(coordinates[axis], shape));
  });
  return terms.reduceRight((sum, term) => add(sum, term), column[columns - 1]);
}

/** The coordinates of `count` pixels in [−1, 1]; a single pixel is at 0. */
function axisCoordinates(count: number, alignCorners: boolean): number[] {
  const coordinate = (index: number) =>
    alignCorners ? (2 * index) / Math.max(count - 1, 1) - Math.sign(count - 1) : (2 * index + 1) / count - 1;
  return Array.from({ length: count }, (_, index) => coordinate(index));
}
