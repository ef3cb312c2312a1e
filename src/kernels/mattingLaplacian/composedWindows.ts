import {
  add,
  concat,
  div,
  expandDims,
  eye,
  mul,
  slice,
  sqrt,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { WindowAttributes } from './op';
import { centredPixels, sumOverWindow, windowMean } from './windowPixels';

/**
 * W by Gram–Schmidt of the unit vectors in the inner product ⟨u, v⟩ = uᵀSv, S = Σ_i D_i D_iᵀ + ε Id, which is taken as
 * Σ_i (u·D_i)(v·D_i) + ε u·v: S itself, of colours on a line, is singular to float32 long before its factors are.
 */
export function composedWindows({ image }: { image: Tensor }, { radius, epsilon }: WindowAttributes): Tensor4D {
  const channels = image.shape[2]!;
  const colours = expandDims<Tensor4D>(image, 2);
  const mean = windowMean(colours, radius);
  const colour = centredPixels(colours, mean, radius);

  /** ⟨u, v⟩ of the first of the vectors, the rows of [..., n, K], with each of them: [..., n, 1]. */
  const innerProducts = (vectors: Tensor4D): Tensor4D => {
    const overPixels = sumOverWindow(radius, (offset) => productsWithFirst(dot(vectors, colour(offset))));
    return add(overPixels, mul(dot(vectors, rows(vectors, 0, 1)), epsilon));
  };

  const orthonormal: Tensor4D[] = [];
  let remaining = expandDims(expandDims(eye(channels), 0), 0) as Tensor4D;
  for (let count = channels; count > 0; count--) {
    const products = innerProducts(remaining);
    const first = rows(remaining, 0, 1);
    const squaredNorm = rows(products, 0, 1);
    orthonormal.push(div(first, sqrt(squaredNorm)));
    if (count === 1) break;
    const projections = div(rows(products, 1, count - 1), squaredNorm);
    remaining = sub(rows(remaining, 1, count - 1), mul(projections, first));
  }
  return concat([mean, ...orthonormal], 2);
}

const productsWithFirst = (values: Tensor4D): Tensor4D => mul(values, rows(values, 0, 1));

/** Products of vectors along the last axis. */
const dot = (u: Tensor, v: Tensor): Tensor4D => sum(mul(u, v), 3, true);

const rows = (vectors: Tensor4D, start: number, count: number): Tensor4D =>
  slice(vectors, [0, 0, start, 0], [-1, -1, count, -1]);
