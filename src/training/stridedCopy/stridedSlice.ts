import { StridedSlice, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { TrainingKernel } from '../trainingKernel';
import { stridedCopy } from './stridedCopy';

interface SliceAttributes {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

/** Stock looks every single number up, and takes integers for floats. It stays for slices without strides. */
export const stridedSlice: TrainingKernel = {
  kernelName: StridedSlice,
  kernel: (stock) => {
    const strided = stridedCopy<SliceAttributes>((x, attributes) => {
      const { finalShape, begin, end, strides } = sliceOf(x, attributes);
      const steps = [...util.computeStrides(x.shape), 1]; // of all axes but the last
      return {
        shape: finalShape,
        // Also of the axes that the final shape has lost.
        dimensions: slice_util
          .computeOutShape(begin, end, strides)
          .map((size, axis) => ({ size, stride: steps[axis] * strides[axis] })),
        offset: begin.reduce((offset, first, axis) => offset + first * steps[axis], 0),
      };
    });
    return (call) => {
      const x = call.inputs.x as TensorInfo;
      const { isIdentity, sliceDim0, isSimpleSlice } = sliceOf(x, call.attrs as unknown as SliceAttributes);
      return isIdentity || sliceDim0 || isSimpleSlice ? stock!(call) : strided(call);
    };
  },
};

const sliceOf = ({ shape }: TensorInfo, { begin, end, strides, ...masks }: SliceAttributes) =>
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
