import {
  abs,
  add,
  cast,
  concat,
  equal,
  fill,
  greater,
  isFinite as isFiniteNumber,
  less,
  logicalNot,
  matMul,
  mul,
  notEqual,
  reshape,
  slice,
  sub,
  type Tensor,
  type Tensor2D,
  tensor2d,
  transpose,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { largestFloat32 } from '../../internal/largestFloat32';
import type { Band, BandedMatrix } from './banded';

/** The rows of the matrix to multiply at a time, each time with only the columns in which they have entries. */
const rowsAtATime = 32;

export function composed({ x, wanted }: Record<'x' | 'wanted', Tensor>, { rows }: BandedMatrix): Tensor {
  const [outer, size, inner] = x.shape;
  const upright = reshape(transpose(x, [1, 0, 2]), [size, outer * inner]) as Tensor2D;
  const finite = isFiniteNumber(upright);
  const product = times(rows, where(finite, upright, zerosLike(upright)) as Tensor2D);
  const withRest = add(product, nonFinite(rows, upright, logicalNot(finite)));
  const result = transpose(reshape(withRest, [rows.length, outer, inner]), [1, 0, 2]);
  const zeros = zerosLike(result);
  return where(notEqual(add(zeros, wanted), 0), result, zeros);
}

/**
 * The contribution of numbers that are not finite: to a row whose band holds any, their common infinity if all terms
 * are the same one, else NaN; 0 to other rows. A plain product would multiply them by the zeros beside the band as
 * well, and make every row NaN.
 */
function nonFinite(rows: Band[], x: Tensor2D, isRest: Tensor): Tensor {
  const signs = sub(cast(greater(x, largestFloat32), 'float32'), cast(less(x, -largestFloat32), 'float32')) as Tensor2D;
  const ofBands = (entry: (weight: number) => number) =>
    rows.map(({ first, weights }) => ({ first, weights: weights.map(entry) }));
  const count = times(
    ofBands(() => 1),
    cast(isRest, 'float32') as Tensor2D,
  );
  const sum = times(ofBands(Math.sign), signs);
  const alike = where(equal(abs(sum), count), mul(sum, Number.POSITIVE_INFINITY), fill(sum.shape, Number.NaN));
  return where(greater(count, 0), alike, zerosLike(sum));
}

function times(rows: Band[], x: Tensor2D): Tensor2D {
  const parts = Array.from({ length: Math.ceil(rows.length / rowsAtATime) }, (_, part) => {
    const { first, columns, values } = dense(rows.slice(part * rowsAtATime, (part + 1) * rowsAtATime));
    return matMul(tensor2d(values, [values.length / columns, columns]), slice(x, first, columns));
  });
  return concat(parts as Tensor2D[], 0);
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
