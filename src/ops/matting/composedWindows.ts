import {
  add,
  concat,
  div,
  expandDims,
  eye,
  mul,
  reshape,
  sqrt,
  sub,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { centredPixels, innerProduct, meanFromCentre, sumOverWindow, vectorsOf } from './windowPixels';

/** Windows have 2 · radius + 1 pixels on each side; the slopes of their colour models cost epsilon · |a|². */
export interface MattingAttributes {
  radius: number;
  epsilon: number;
}

/**
 * W by Gram–Schmidt of the unit vectors in the inner product ⟨u, v⟩ = uᵀSv, S = Σ_i D_i D_iᵀ + ε Id. The product is
 * computed as Σ_i (u·D_i)(v·D_i) + ε u·v. For colours on a line, S itself becomes singular in float32 long before its
 * factors do.
 */
export function composedWindows({ image }: { image: Tensor }, { radius, epsilon }: MattingAttributes): Tensor4D {
  const channels = image.shape[0];
  const colours = expandDims<Tensor4D>(image, 1);
  const mean = meanFromCentre(colours, radius);
  const colour = centredPixels(colours, radius, mean);

  /** ⟨u, v⟩ of the first vector, u, with each vector v. */
  const innerProducts = (vectors: Tensor4D): Tensor4D => {
    const overPixels = sumOverWindow(radius, (offset) => {
      const components = innerProduct(vectors, colour(offset));
      return mul(components, vectorsOf(components, 0, 1));
    });
    return add(overPixels, mul(innerProduct(vectors, vectorsOf(vectors, 0, 1)), epsilon));
  };

  const orthonormal: Tensor4D[] = [];
  let remaining: Tensor4D = reshape(eye(channels), [channels, channels, 1, 1]);
  for (let count = channels; count > 0; count--) {
    const products = innerProducts(remaining);
    const first = vectorsOf(remaining, 0, 1);
    const squaredNorm = vectorsOf(products, 0, 1);
    orthonormal.push(div(first, sqrt(squaredNorm)));
    if (count === 1) break;
    const projections = div(vectorsOf(products, 1, count - 1), squaredNorm);
    remaining = sub(vectorsOf(remaining, 1, count - 1), mul(projections, first));
  }
  return concat([mean, ...orthonormal], 1);
}
