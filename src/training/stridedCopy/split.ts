import { backend_util, SplitV, type Tensor, type TensorInfo, Unpack, util } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy, stridesOf } from './stridedCopy';

/** Stock reads the whole tensor back for every part. */
export const split = /* @__PURE__ */ trainingKernel<
  'x',
  { numOrSizeSplits: number | number[]; axis: number },
  TensorInfo[]
>(SplitV, (stock) => (call) => {
  const { x } = call.inputs;
  if (x.dtype === 'string') return stock(call);
  const [axis] = util.parseAxisParam(call.attrs.axis, x.shape);
  const sizes = backend_util.prepareSplitSize(x as Tensor, call.attrs.numOrSizeSplits, axis);
  const strides = stridesOf(x.shape);
  let offset = 0;
  return sizes.map((length) => {
    const shape = x.shape.map((size, index) => (index === axis ? length : size));
    const dimensions = shape.map((size, index) => ({ size, stride: strides[index] }));
    const part = stridedCopy(x, { shape, dimensions, offset }, call.backend);
    offset += length * strides[axis];
    return part;
  });
});

export const unstack = /* @__PURE__ */ trainingKernel<'value', { axis: number }, TensorInfo[]>(
  Unpack,
  (stock) => (call) => {
    const { value } = call.inputs;
    if (value.dtype === 'string') return stock(call);
    const [axis] = util.parseAxisParam(call.attrs.axis, value.shape);
    const strides = stridesOf(value.shape);
    const shape = value.shape.filter((_, index) => index !== axis);
    const dimensions = shape.map((size, index) => ({ size, stride: strides[index < axis ? index : index + 1] }));
    return Array.from({ length: value.shape[axis] }, (_, index) =>
      stridedCopy(value, { shape, dimensions, offset: index * strides[axis] }, call.backend),
    );
  },
);
