import { ClipByValue, Relu6 } from '@tensorflow/tfjs-core';
import { runKernelNamed } from '../runKernelNamed';
import { trainingKernel } from '../trainingKernel';

/** Stock gives 0 for NaN. */
export const relu6 = /* @__PURE__ */ trainingKernel<'x'>(
  Relu6,
  () =>
    ({ inputs: { x }, backend }) =>
      runKernelNamed(ClipByValue, backend, { x }, { clipValueMin: 0, clipValueMax: 6 }),
);
