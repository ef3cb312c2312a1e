import { type Tensor, type Tensor3D, tensor3d } from '@tensorflow/tfjs-core';
import { linearMap } from '../ops/sampling/linearMap';

/**
 * Multiplies `matrix` [batch, rows, axes + 1] by (x, y, 1), or (x, y, z, 1), at every position of a regular grid of
 * `size`: [batch, ...size, rows].
 */
export const linearGrid = (matrix: Tensor3D, size: readonly number[], alignCorners: boolean): Tensor =>
  linearMap(
    matrix,
    size.map((count) => axisCoordinates(count, alignCorners)),
  );

/** The grid of the identity: [1, ...size, axes]. */
export const identityGrid = (size: readonly number[], alignCorners: boolean): Tensor =>
  linearGrid(identityTheta(1, size.length), size, alignCorners);

/** Identity maps: [batch, axes, axes + 1]. */
export function identityTheta(batch: number, axes: number): Tensor3D {
  const rows = Array.from({ length: axes }, (_, row) =>
    Array.from({ length: axes + 1 }, (_, column) => Number(row === column)),
  );
  return tensor3d(Array.from({ length: batch }, () => rows));
}

/** The coordinates of `count` pixels in [−1, 1]; a single pixel is at 0. */
export function axisCoordinates(count: number, alignCorners: boolean): Float32Array {
  const coordinate = (index: number) =>
    alignCorners ? (2 * index) / Math.max(count - 1, 1) - Math.sign(count - 1) : (2 * index + 1) / count - 1;
  return Float32Array.from({ length: count }, (_, index) => coordinate(index));
}
