import { backend_util, reshape, type Tensor, transpose, util } from '@tensorflow/tfjs-core';
import { axesLast } from '../axesLast';

/** Moves `axes` behind the others, and joins both groups to a matrix. */
export function rowsAlong(x: Tensor, axes: number[]): Tensor {
  const count = util.sizeFromShape(axes.map((axis) => x.shape[axis]));
  return reshape(transpose(x, axesLast(x.rank, axes)), [x.size / count, count]);
}

/** The opposite for one axis: a matrix of rows along it, in the shape of x. */
export function fromRows(rows: Tensor, shape: number[], axis: number): Tensor {
  const order = axesLast(shape.length, [axis]);
  const moved = order.map((index) => shape[index]);
  return transpose(reshape(rows, moved), backend_util.getUndoAxesPermutation(order));
}
