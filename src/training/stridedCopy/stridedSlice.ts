import { StridedSlice, slice_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy, stridesOf } from './stridedCopy';

export interface StridedSliceAttributes {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

/** Stock looks up every single number, and treats integers as floats. */
export const stridedSlice = /* @__PURE__ */ trainingKernel<'x', StridedSliceAttributes>(
  StridedSlice,
  (stock) => (call) => {
    const { x } = call.inputs;
    const { finalShape, begin, end, strides } = sliceOf(x, call.attrs);
    if (x.dtype === 'string') return stock(call);
    const steps = stridesOf(x.shape);
    // Includes the axes that the final shape has lost.
    const sizes = slice_util.computeOutShape(begin, end, strides);
    const dimensions = sizes.map((size, axis) => ({ size, stride: steps[axis] * strides[axis] }));
    const offset = begin.reduce((sum, first, axis) => sum + first * steps[axis], 0);
    return stridedCopy(x, { shape: finalShape, dimensions, offset }, call.backend);
  },
);

export const sliceOf = ({ shape }: TensorInfo, { begin, end, strides, ...masks }: StridedSliceAttributes) =>
  slice_util.sliceInfo(
    shape,
    begin,
    end,
    strides,
    masks.beginMask,
    masks.endMask,
    masks.ellipsisMask,
    masks.newAxisMask,
    masks.shrinkAxisMask,
  );
