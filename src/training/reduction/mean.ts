import { Cast, Mean } from '@tensorflow/tfjs-core';
import { runKernelNamed } from '../runKernelNamed';
import { trainingKernel } from '../trainingKernel';
import { type ReductionAttributes, reduce } from './reduce';

/** Stock adds float32 numbers in one pass, so small ones get lost. Its mean over an empty axis is garbage. */
export const mean = /* @__PURE__ */ trainingKernel<'x', ReductionAttributes>(
  Mean,
  () =>
    ({ inputs: { x }, attrs, backend }) => {
      if (x.dtype === 'float32') return reduce(x, attrs, true, backend);
      const floats = runKernelNamed(Cast, backend, { x }, { dtype: 'float32' });
      const result = reduce(floats, attrs, true, backend);
      backend.disposeData(floats.dataId);
      return result;
    },
);
