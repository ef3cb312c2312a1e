import { type KernelBackend, type TensorInfo, Transpose, util } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';
import { stridedCopy } from './stridedCopy';

/** Rows and columns that the tiles of the stock program for matrices cover: 65,535 tiles of 16. */
const mostRows = 16 * 65535;

/**
 * The stock program is invalid for integers, also for floats cast from them, which share their buffer; it takes up to
 * six axes, and no matrix with a side above a million.
 */
export const transpose = /* @__PURE__ */ trainingKernel<'x', { perm: number[] }>(Transpose, (stock) => (call) => {
  const { x } = call.inputs;
  const { perm } = call.attrs;
  const isTooLong = x.shape.length === 2 && Math.max(...x.shape) > mostRows;
  if (holdsFloats(x, call.backend) && x.shape.length <= 6 && !isTooLong) return stock(call);
  const strides = [...util.computeStrides(x.shape), 1];
  const attrs = {
    shape: perm.map((axis) => x.shape[axis]),
    strides: perm.map((axis) => strides[axis]),
    offset: 0,
    dtype: x.dtype,
  };
  return stridedCopy({ ...call, attrs });
});

function holdsFloats({ dataId }: TensorInfo, backend: KernelBackend): boolean {
  const { tensorMap } = backend as KernelBackend & { tensorMap: { get(dataId: object): { dtype: string } } };
  return tensorMap.get(dataId).dtype === 'float32';
}
