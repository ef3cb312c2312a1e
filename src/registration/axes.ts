import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import { aroundAxis } from '../internal/aroundAxis';
import type { BandedMatrix } from '../ops/bandedProduct/banded';
import { bandedProduct } from '../ops/bandedProduct/bandedProduct';

/** Multiplies spatial axis i of `x` [batch, ...size, channels] by `matrices[i]`; only the batch of `x` may be empty. */
export const alongAxes = (x: Tensor, matrices: readonly BandedMatrix[]): Tensor =>
  matrices.reduce((product, matrix, axis) => alongAxis(product, axis + 1, matrix), x);

/** `matrix` times one axis of `x`. */
export function alongAxis(x: Tensor, axis: number, matrix: BandedMatrix): Tensor {
  const shape = x.shape.map((size, other) => (other === axis ? matrix.rows.length : size));
  if (x.size === 0) return reshape(x, shape); // an empty batch
  const { outer, inner } = aroundAxis(x.shape, axis);
  return reshape(bandedProduct(reshape(x, [outer, x.shape[axis], inner]), matrix), shape);
}
