import { ClipByValue, Relu, Relu6 } from '@tensorflow/tfjs-core';
import { runKernelNamed } from '../runKernelNamed';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';

/** Stock gives 0 for NaN: its relu6 always, its relu if the sign of the NaN is negative, as in ∞ − ∞. */
const clippedAt = (kernelName: string, clipValueMax: number): TrainingKernel =>
  trainingKernel<'x'>(
    kernelName,
    () =>
      ({ inputs: { x }, backend }) =>
        runKernelNamed(ClipByValue, backend, { x }, { clipValueMin: 0, clipValueMax }),
  );

export const relu = /* @__PURE__ */ clippedAt(Relu, Number.POSITIVE_INFINITY);
export const relu6 = /* @__PURE__ */ clippedAt(Relu6, 6);
