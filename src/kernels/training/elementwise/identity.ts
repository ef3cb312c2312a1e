import { Identity, type KernelBackend } from '@tensorflow/tfjs-core';
import type { TrainingKernel } from '../trainingKernel';

/**
 * Stock copies the numbers, where other backends share them. tfjs saves a clone of whatever a gradient needs and clones
 * the inputs of many ops: copies would be most of the memory of a gradient.
 */
export const identity: TrainingKernel = {
  kernelName: Identity,
  kernel: (stock) => (call) => {
    const x = call.inputs.x!;
    if (x.dtype === 'string') return stock!(call);
    (call.backend as KernelBackend).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};
