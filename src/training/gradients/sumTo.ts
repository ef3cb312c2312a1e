import { broadcast_util, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';

/** Sums a gradient over the axes along which an input of this shape was broadcast. */
export function sumTo(gradient: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, gradient.shape);
  // tfjs does not count an axis of length 1 that was broadcast to length 0.
  const lost = gradient.rank - shape.length;
  for (const [axis, size] of shape.entries()) {
    if (size === 1 && gradient.shape[axis + lost] === 0) axes.push(axis + lost);
  }
  return reshape(axes.length > 0 ? sum(gradient, axes) : gradient, shape);
}
