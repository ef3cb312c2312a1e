import { pad, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';
import { aroundAxis } from '../../internal/aroundAxis';

/** Puts `step − 1` zeros between the numbers along an axis. */
export function spreadAlong(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const { shape } = x;
  const { outer, inner } = aroundAxis(shape, axis);
  const apart = pad(reshape(x, [outer, shape[axis], 1, inner]), [[0, 0], [0, 0], [0, step - 1], [0, 0]]); // biome-ignore format: pads
  const joined = reshape(apart, [outer, shape[axis] * step, inner]);
  const length = (shape[axis] - 1) * step + 1;
  return reshape(
    slice(joined, [0, 0, 0], [outer, length, inner]),
    shape.map((size, other) => (other === axis ? length : size)),
  );
}
