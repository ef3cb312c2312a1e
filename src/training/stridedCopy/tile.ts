import { Tile } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy, stridesOf } from './stridedCopy';

/** Stock looks up every single number. The gradient of batch normalization uses `tile`. */
export const tile = /* @__PURE__ */ trainingKernel<'x', { reps: number[] }>(Tile, (stock) => (call) => {
  const { x } = call.inputs;
  const { reps } = call.attrs;
  if (x.dtype === 'string') return stock(call);
  const strides = stridesOf(x.shape);
  const shape = x.shape.map((size, axis) => size * reps[axis]);
  const dimensions = x.shape.flatMap((size, axis) => [
    { size: reps[axis], stride: 0 },
    { size, stride: strides[axis] },
  ]);
  return stridedCopy(x, { shape, dimensions }, call.backend);
});
