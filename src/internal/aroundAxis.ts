import { util } from '@tensorflow/tfjs-core';

/** The sizes with which a tensor is [outer, length of the axis, inner]. */
export const aroundAxis = (shape: number[], axis: number) => ({
  outer: util.sizeFromShape(shape.slice(0, axis)),
  inner: util.sizeFromShape(shape.slice(axis + 1)),
});
