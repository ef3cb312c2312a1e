import { type TensorInfo, util } from '@tensorflow/tfjs-core';

/** How many rows the last axis of a tensor makes, and how long they are. */
export const rowsOf = ({ shape }: TensorInfo): [rows: number, length: number] => [
  util.sizeFromShape(shape.slice(0, -1)),
  shape[shape.length - 1],
];
