import { Slice, StridedSlice, slice_util } from '@tensorflow/tfjs-core';
import { stridesOf } from '../stridedCopy/stridedCopy';
import { type StridedSliceAttributes, sliceOf } from '../stridedCopy/stridedSlice';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { stridedCopy } from './stridedCopy';

const placeOf = (index: number[], steps: number[]) =>
  index.reduce((place, position, axis) => place + position * steps[axis], 0);

/** Stock takes up to six axes. */
const slice = /* @__PURE__ */ trainingKernel<'x', { begin: number[]; size: number[] }>(Slice, (stock) => (call) => {
  const { x } = call.inputs;
  if (x.shape.length <= 6) return stock(call);
  const [begin, shape] = slice_util.parseSliceParams(x as never, call.attrs.begin, call.attrs.size);
  const strides = stridesOf(x.shape);
  return stridedCopy({ ...call, attrs: { shape, strides, offset: placeOf(begin, strides), dtype: x.dtype } });
});

/** Stock is invalid for more than four axes. */
const stridedSlice = /* @__PURE__ */ trainingKernel<'x', StridedSliceAttributes>(StridedSlice, (stock) => (call) => {
  const { x } = call.inputs;
  if (x.shape.length <= 4) return stock(call);
  const { finalShape, begin, end, strides } = sliceOf(x, call.attrs);
  const steps = stridesOf(x.shape);
  // Includes the axes that the final shape has lost.
  const shape = slice_util.computeOutShape(begin, end, strides);
  const attrs = { shape, strides: steps.map((step, axis) => step * strides[axis]), offset: placeOf(begin, steps) };
  return { ...stridedCopy({ ...call, attrs: { ...attrs, dtype: x.dtype } }), shape: finalShape };
});

export const slices: readonly TrainingKernel[] = [slice, stridedSlice];
