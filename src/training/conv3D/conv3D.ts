import { backend_util, Conv3D, type Tensor5D } from '@tensorflow/tfjs-core';
import { stridedCopy, stridesOf } from '../stridedCopy/stridedCopy';
import { trainingKernel } from '../trainingKernel';
import type { Conv3DAttributes } from './sizes';

/**
 * For 'same' and strides that exceed the filter, tfjs computes negative pads, and stock shifts the windows by them. The
 * windows then end inside the volume. Without the slices after the last window, the pad is 0.
 */
export const conv3D = /* @__PURE__ */ trainingKernel<'x' | 'filter', Conv3DAttributes & { dilations?: number }>(
  Conv3D,
  (stock) => (call) => {
    const { x, filter } = call.inputs;
    const { strides, pad, dilations } = call.attrs;
    const [xShape, filterShape] = [x.shape as Tensor5D['shape'], filter.shape as Tensor5D['shape']];
    const info = backend_util.computeConv3DInfo(xShape, filterShape, strides, dilations ?? 1, pad);
    const { front, back, top, bottom, left, right } = info.padInfo;
    const excess = [0, front + back, top + bottom, left + right, 0].map((sum) => Math.min(0, sum));
    if (excess.every((size) => size === 0)) return stock(call);
    const shape = x.shape.map((size, axis) => size + excess[axis]);
    const steps = stridesOf(x.shape);
    const dimensions = shape.map((size, axis) => ({ size, stride: steps[axis] }));
    const cut = stridedCopy(x, { shape, dimensions }, call.backend);
    const result = stock({ ...call, inputs: { x: cut, filter } });
    call.backend.disposeData(cut.dataId);
    return result;
  },
);
