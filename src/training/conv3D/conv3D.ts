import { Conv3D, util } from '@tensorflow/tfjs-core';
import { stridedCopy, stridesOf } from '../stridedCopy/stridedCopy';
import { trainingKernel } from '../trainingKernel';
import { reachedShape } from './reachedShape';
import type { Conv3DAttributes } from './sizes';

/** Stock shifts the windows of 'same' if strides exceed the filter. */
export const conv3D = /* @__PURE__ */ trainingKernel<'x' | 'filter', Conv3DAttributes & { dilations?: number }>(
  Conv3D,
  (stock) => (call) => {
    const { x, filter } = call.inputs;
    const shape = reachedShape(x.shape, filter.shape, call.attrs);
    if (util.arraysEqual(shape, x.shape)) return stock(call);
    const steps = stridesOf(x.shape);
    const dimensions = shape.map((size, axis) => ({ size, stride: steps[axis] }));
    const cut = stridedCopy(x, { shape, dimensions }, call.backend);
    const result = stock({ ...call, inputs: { x: cut, filter } });
    call.backend.disposeData(cut.dataId);
    return result;
  },
);
