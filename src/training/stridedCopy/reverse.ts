import { Reverse, util } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy, stridesOf } from './stridedCopy';

/** Stock looks up every single number. */
export const reverse = /* @__PURE__ */ trainingKernel<'x', { dims: number | number[] }>(Reverse, (stock) => (call) => {
  const { x } = call.inputs;
  if (x.dtype === 'string') return stock(call);
  const axes = util.parseAxisParam(call.attrs.dims, x.shape);
  const strides = stridesOf(x.shape);
  const dimensions = x.shape.map((size, axis) => ({
    size,
    stride: axes.includes(axis) ? -strides[axis] : strides[axis],
  }));
  const offset = axes.reduce((sum, axis) => sum + (x.shape[axis] - 1) * strides[axis], 0);
  return stridedCopy(x, { shape: x.shape, dimensions, offset }, call.backend);
});
