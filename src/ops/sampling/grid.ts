import {
  add,
  div,
  equal,
  fill,
  isFinite as isFiniteTensor,
  logicalAnd,
  mul,
  notEqual,
  onesLike,
  reshape,
  split,
  type Tensor,
  type Tensor3D,
  tensor,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { select } from '../select';

/** Where the pixels of an output of `size` look: `centredGrid` of an affine matrix, its `perspective` of a projective one. */
export function warpGrid(matrix: Tensor3D, size: readonly number[]): Tensor {
  const map = centredGrid(matrix, size);
  return matrix.shape[1] === 3 ? perspective(map) : map;
}

/** `matrix` times (X, Y, 1), or (X, Y, Z, 1), at every pixel, counted from the middle of each axis: they have no rounding. */
export const centredGrid = (matrix: Tensor3D, size: readonly number[]): Tensor =>
  linearMap(
    matrix,
    size.map((count) => Array.from({ length: count }, (_, index) => index - (count - 1) / 2)),
  );

/**
 * `matrix` [batch, rows, axes + 1] times (x, y, 1), or (x, y, z, 1), at every combination of coordinates, slowest axis
 * first: [batch, ...size, rows]. Axis by axis, so that only the last addition is as large as the result.
 */
export function linearMap(matrix: Tensor3D, coordinates: number[][]): Tensor {
  const size = coordinates.map(({ length }) => length);
  const [batch, rows, columns] = matrix.shape;
  const column = split(matrix, columns, 2).map((x) => reshape(x, [batch, ...size.map(() => 1), rows]));
  const terms = size.map((count, axis) => {
    const shape = [1, ...size.map((_, other) => (other === axis ? count : 1)), 1];
    return mul(column[size.length - 1 - axis], tensor(coordinates[axis], shape));
  });
  return terms.reduceRight((sum, term) => add(sum, term), column[columns - 1]);
}

/** (x, y) of homogeneous coordinates (x, y, w) along the last axis of four; infinite at w = 0. */
export function perspective(homogeneous: Tensor): Tensor {
  const [points, w] = split(homogeneous, [2, 1], 3);
  // At w = 0, and where they are no numbers, the quotients would have a gradient of NaN even where nothing uses it.
  const { away, known, unknown } = noGradient(() => {
    const away = logicalAnd(isFiniteTensor(w), notEqual(w, 0));
    const known = logicalAnd(isFiniteTensor(points), away);
    const quotients = where(equal(w, 0), fill(points.shape, Infinity), div(points, w));
    return { away, known, unknown: where(known, zerosLike(points), quotients) };
  });
  return add(div(select(known, points, zerosLike(points)), select(away, w, onesLike(w))), unknown);
}
