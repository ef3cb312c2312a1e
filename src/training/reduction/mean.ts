import { Cast, type KernelBackend, Mean, type TensorInfo } from '@tensorflow/tfjs-core';
import { runKernelNamed } from '../runKernelNamed';
import type { TrainingKernel } from '../trainingKernel';
import { type ReductionAttributes, reduce } from './reduce';

/** Stock adds float32 numbers in one pass, where small ones get lost, and gives garbage for a mean of nothing. */
export const mean: TrainingKernel = {
  kernelName: Mean,
  kernel: () => (parameters) => {
    const { x } = parameters.inputs as { x: TensorInfo };
    const attributes = parameters.attrs as unknown as ReductionAttributes;
    const backend = parameters.backend as KernelBackend;
    if (x.dtype === 'float32') return reduce(x, attributes, true, backend);
    const floats = runKernelNamed(Cast, backend, { x }, { dtype: 'float32' });
    const result = reduce(floats, attributes, true, backend);
    backend.disposeData(floats.dataId);
    return result;
  },
};
