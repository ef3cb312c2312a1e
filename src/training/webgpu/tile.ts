import { Tile } from '@tensorflow/tfjs-core';
import { stridesOf } from '../stridedCopy/stridedCopy';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy } from './stridedCopy';

/** Stock reads a tensor of five axes or more back to the CPU, synchronously. `broadcastTo` uses `tile`. */
export const tile = /* @__PURE__ */ trainingKernel<'x', { reps: number[] }>(Tile, (stock) => (call) => {
  const { x } = call.inputs;
  const { reps } = call.attrs;
  if (x.shape.length <= 4 || x.dtype === 'string') return stock(call);
  const shape = x.shape.flatMap((size, axis) => [reps[axis], size]);
  const strides = stridesOf(x.shape).flatMap((stride) => [0, stride]);
  const tiled = stridedCopy({ ...call, attrs: { shape, strides, offset: 0, dtype: x.dtype } });
  return { ...tiled, shape: x.shape.map((size, axis) => size * reps[axis]) };
});
