import {
  add,
  concat,
  mul,
  reshape,
  split,
  type Tensor,
  type Tensor3D,
  tensor,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import type { LinearMapAttributes } from './attributes';
import { linearMapGradWebgpu, linearMapWebgpu } from './webgpuLinearMap';

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
