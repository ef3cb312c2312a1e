import { reshape, type Tensor, transpose, util } from '@tensorflow/tfjs-core';

/** Moves `axes` behind the others, and joins both groups to a matrix. */
export function rowsAlong(x: Tensor, axes: number[]): Tensor {
  const count = util.sizeFromShape(axes.map((axis) => x.shape[axis]));
  return reshape(transpose(x, orderFor(x.rank, axes)), [x.size / count, count]);
}

/** The opposite for one axis: a matrix of rows along it, in the shape of x. */
export function fromRows(rows: Tensor, shape: number[], axis: number): Tensor {
  const order = orderFor(shape.length, [axis]);
  const moved = order.map((index) => shape[index]);
  return transpose(
    reshape(rows, moved),
    order.map((_, index) => order.indexOf(index)),
  );
}

const orderFor = (rank: number, axes: number[]) =>
  Array.from({ length: rank }, (_, axis) => axis)
    .filter((axis) => !axes.includes(axis))
    .concat(axes);
