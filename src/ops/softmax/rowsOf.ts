import { type TensorInfo, util } from '@tensorflow/tfjs-core';

/** The rows along the last axis of a tensor: their number, and the number of classes in each. */
export const rowsOf = ({ shape }: TensorInfo) => ({
  rows: util.sizeFromShape(shape.slice(0, -1)),
  classes: shape[shape.length - 1],
});

/** The products that take as long as a softmax of these rows, or a loss of it. */
export const rowProducts = ({ shape }: TensorInfo): number => 64 * util.sizeFromShape(shape);
