import { concat, matMul, reshape, slice, type Tensor, tensor2d, transpose } from '@tensorflow/tfjs-core';
import type { Band, BandedMatrix } from './banded';

/** The rows of the matrix to multiply at a time, each time with only the columns in which they have entries. */
const rowsAtATime = 32;

export function composed({ x }: { x: Tensor }, { rows }: BandedMatrix): Tensor {
  const [outer, size, inner] = x.shape;
  const upright = reshape(transpose(x, [1, 0, 2]), [size, outer * inner]);
  const parts = Array.from({ length: Math.ceil(rows.length / rowsAtATime) }, (_, part) => {
    const { first, columns, values } = dense(rows.slice(part * rowsAtATime, (part + 1) * rowsAtATime));
    return matMul(tensor2d(values, [values.length / columns, columns]), slice(upright, first, columns));
  });
  return transpose(reshape(concat(parts, 0), [rows.length, outer, inner]), [1, 0, 2]);
}

/** All columns in which one of the bands has an entry; at least one column. */
function dense(bands: Band[]): { first: number; columns: number; values: Float32Array } {
  const filled = bands.filter(({ weights }) => weights.length > 0);
  const first = filled.length > 0 ? Math.min(...filled.map((band) => band.first)) : 0;
  const columns = Math.max(1, ...filled.map((band) => band.first + band.weights.length - first));
  const values = new Float32Array(bands.length * columns);
  for (const [row, band] of bands.entries()) {
    if (band.weights.length > 0) values.set(band.weights, row * columns + band.first - first);
  }
  return { first, columns, values };
}
