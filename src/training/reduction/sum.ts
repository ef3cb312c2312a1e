import { Fill, type KernelBackend, Sum, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { runKernelNamed } from '../runKernelNamed';
import type { TrainingKernel } from '../trainingKernel';
import { type ReductionAttributes, reduce, reducedShape } from './reduce';

/** Stock adds float32 numbers in one pass, where small ones get lost, and gives garbage for a sum of nothing. */
export const sum: TrainingKernel = {
  kernelName: Sum,
  kernel: (stock) => (parameters) => {
    const { x } = parameters.inputs as { x: TensorInfo };
    const attributes = parameters.attrs as unknown as ReductionAttributes;
    const backend = parameters.backend as KernelBackend;
    if (x.dtype === 'float32') return reduce(x, attributes, false, backend);
    if (util.sizeFromShape(x.shape) > 0 && stock) return stock(parameters);
    const shape = reducedShape(x.shape, util.parseAxisParam(attributes.axis, x.shape), attributes.keepDims);
    return runKernelNamed(Fill, backend, {}, { shape, value: 0, dtype: x.dtype });
  },
};
