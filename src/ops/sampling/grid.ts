import {
  add,
  concat,
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
  transpose,
  where,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { noGradient } from '../../engine/noGradient';
import { select } from '../select';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import type { LinearMapAttributes } from './attributes';
import { linearMapGradWebgpu, linearMapWebgpu } from './webgpuGrid';

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

/**
 * `matrix` [batch, rows, axes + 1] times (x, y, 1), or (x, y, z, 1), at every combination of coordinates, slowest axis
 * first: [batch, ...size, rows]. It works axis by axis, so only the last addition is as large as the result.
 */
export const linearMap = (matrix: Tensor3D, coordinates: LinearMapAttributes['coordinates']): Tensor =>
  run({ matrix }, { coordinates });

const run = /* @__PURE__ */ defineOp<'matrix', LinearMapAttributes>({
  name: 'LinearMap',
  inputs: ['matrix'],
  composed: ({ matrix }, { coordinates }) => composedLinearMap(matrix as Tensor3D, coordinates),
  gradient: (dy, _, attributes) => ({ matrix: () => linearMapGrad(dy, attributes) }),
  kernels: { webgpu: linearMapWebgpu },
});

function composedLinearMap(matrix: Tensor3D, coordinates: LinearMapAttributes['coordinates']): Tensor {
  const size = coordinates.map(({ length }) => length);
  const [batch, rows, columns] = matrix.shape;
  const column = split(matrix, columns, 2).map((x) => reshape(x, [batch, ...size.map(() => 1), rows]));
  const terms = size.map((count, axis) => {
    const shape = [1, ...size.map((_, other) => (other === axis ? count : 1)), 1];
    return mul(column[size.length - 1 - axis], tensor(Float32Array.from(coordinates[axis]), shape));
  });
  return terms.reduceRight((sum, term) => add(sum, term), column[columns - 1]);
}

const runGrad = /* @__PURE__ */ defineOp<'dy', LinearMapAttributes>({
  name: 'LinearMapGrad',
  inputs: ['dy'],
  composed: ({ dy }, { coordinates }) => composedLinearMapGrad(dy, coordinates),
  gradient: (v, _, attributes) => ({ dy: () => run({ matrix: v }, attributes) }),
  kernels: { webgpu: linearMapGradWebgpu },
});

/** Σ dy · (x, y, 1) over all positions: the adjoint of `linearMap`. */
const linearMapGrad = (dy: Tensor, attributes: LinearMapAttributes): Tensor => runGrad({ dy }, attributes);

/** Axis by axis. */
function composedLinearMapGrad(dy: Tensor, coordinates: LinearMapAttributes['coordinates']): Tensor {
  const size = coordinates.map(({ length }) => length);
  const [batch, rows] = [dy.shape[0], dy.shape[dy.rank - 1]];
  if (dy.size === 0) return zeros([batch, rows, size.length + 1]);
  const upright = reshape(transpose(reshape(dy, [batch, -1, rows]), [0, 2, 1]), [batch * rows, ...size]);
  const sumOf = (products: Tensor) => reshape(sumLastAxis(reshape(products, [batch * rows, -1])), [batch, rows, 1]);
  const columns = size.map((count, axis) => {
    const shape = [1, ...size.map((_, other) => (other === axis ? count : 1))];
    return sumOf(mul(upright, tensor(Float32Array.from(coordinates[axis]), shape)));
  });
  return concat([...columns.reverse(), sumOf(upright)], 2);
}

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
