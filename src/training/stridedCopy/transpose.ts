import { Transpose } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy, stridesOf } from './stridedCopy';

/** Stock traps if some empty tensors are transposed, and moves one number at a time. */
export const transpose = /* @__PURE__ */ trainingKernel<'x', { perm: number[] }>(Transpose, (stock) => (call) => {
  const { x } = call.inputs;
  const { perm } = call.attrs;
  if (x.dtype === 'string') return stock(call);
  const strides = stridesOf(x.shape);
  const shape = perm.map((axis) => x.shape[axis]);
  const dimensions = perm.map((axis, to) => ({ size: shape[to], stride: strides[axis] }));
  return stridedCopy(x, { shape, dimensions }, call.backend);
});
