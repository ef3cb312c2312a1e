import { pad, reshape, slice, type Tensor, util } from '@tensorflow/tfjs-core';

/** Puts `step − 1` zeros between the numbers along an axis. */
export function spreadAlong(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const { shape } = x;
  const [outer, inner] = [shape.slice(0, axis), shape.slice(axis + 1)];
  const apart = reshape(x, [util.sizeFromShape(outer), shape[axis], 1, util.sizeFromShape(inner)]);
  const joined = pad(apart, [
    [0, 0],
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const begin = shape.map(() => 0);
  const size = [...outer, (shape[axis] - 1) * step + 1, ...inner];
  return slice(reshape(joined, [...outer, shape[axis] * step, ...inner]), begin, size);
}
