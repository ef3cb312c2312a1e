import { type TensorInfo, util } from '@tensorflow/tfjs-core';

/** The rows that the last axis of a tensor makes: their number, and how many classes each has. */
export const rowsOf = ({ shape }: TensorInfo) => ({
  rows: util.sizeFromShape(shape.slice(0, -1)),
  classes: shape[shape.length - 1],
});
