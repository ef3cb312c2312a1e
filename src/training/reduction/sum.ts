import { Fill, Sum, util } from '@tensorflow/tfjs-core';
import { reducedShape } from '../reducedShape';
import { runKernelNamed } from '../runKernelNamed';
import { trainingKernel } from '../trainingKernel';
import { type ReductionAttributes, reduce } from './reduce';

/** Stock adds float32 numbers in one pass, so small ones get lost. Its sum over an empty axis is garbage. */
export const sum = /* @__PURE__ */ trainingKernel<'x', ReductionAttributes>(Sum, (stock) => (call) => {
  const { x } = call.inputs;
  if (x.dtype === 'float32') return reduce(x, call.attrs, false, call.backend);
  if (util.sizeFromShape(x.shape) > 0) return stock(call);
  const shape = reducedShape(x.shape, util.parseAxisParam(call.attrs.axis, x.shape), call.attrs.keepDims);
  return runKernelNamed(Fill, call.backend, {}, { shape, value: 0, dtype: x.dtype });
});
