import { Slice, slice_util } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy, stridesOf } from './stridedCopy';

/** Stock reads the whole tensor back and copies it in JavaScript. */
export const slice = /* @__PURE__ */ trainingKernel<'x', { begin: number[]; size: number[] }>(
  Slice,
  (stock) => (call) => {
    const { x } = call.inputs;
    if (x.dtype === 'string') return stock(call);
    const [begin, shape] = slice_util.parseSliceParams(x, call.attrs.begin, call.attrs.size);
    slice_util.assertParamsValid(x, begin, shape);
    if (Math.min(0, ...begin, ...shape) < 0)
      throw new Error(`Error in slice: begin ${begin} or size ${shape} is negative`);
    const strides = stridesOf(x.shape);
    const dimensions = shape.map((size, axis) => ({ size, stride: strides[axis] }));
    const offset = begin.reduce((sum, first, axis) => sum + first * strides[axis], 0);
    return stridedCopy(x, { shape, dimensions, offset }, call.backend);
  },
);
