import {
  add,
  div,
  equal,
  fill,
  isFinite as isFiniteTensor,
  logicalAnd,
  notEqual,
  onesLike,
  split,
  type Tensor,
  type Tensor3D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { select } from '../select';
import { linearMap } from './linearMap';

/**
 * The sampling positions for an output of `size`: `centredGrid` of an affine matrix, or its `perspective` for a
 * projective one.
 */
export function warpGrid(matrix: Tensor3D, size: readonly number[]): Tensor {
  const map = centredGrid(matrix, size);
  return matrix.shape[1] === 3 ? perspective(map) : map;
}

/**
 * `matrix` times (X, Y, 1), or (X, Y, Z, 1), at every pixel. Coordinates count from the middle of each axis, so they
 * are exact.
 */
export const centredGrid = (matrix: Tensor3D, size: readonly number[]): Tensor =>
  linearMap(
    matrix,
    size.map((count) => Float32Array.from({ length: count }, (_, index) => index - (count - 1) / 2)),
  );

/** (x, y) of homogeneous coordinates (x, y, w) along the last of four axes; infinite at w = 0. */
export function perspective(homogeneous: Tensor): Tensor {
  const [points, w] = split(homogeneous, [2, 1], 3);
  // At w = 0, or where they are NaN, the quotients would have a gradient of NaN even where nothing uses them.
  const { away, known, unknown } = noGradient(() => {
    const away = logicalAnd(isFiniteTensor(w), notEqual(w, 0));
    const known = logicalAnd(isFiniteTensor(points), away);
    const quotients = where(equal(w, 0), fill(points.shape, Infinity), div(points, w));
    return { away, known, unknown: where(known, zerosLike(points), quotients) };
  });
  return add(div(select(known, points, zerosLike(points)), select(away, w, onesLike(w))), unknown);
}
