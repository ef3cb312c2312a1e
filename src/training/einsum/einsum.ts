import { Einsum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { TrainingKernel } from '../trainingKernel';
import { einsum as composed } from './composed';
import { einsumGradient } from './gradient';

/** tfjs has no such kernel on WASM. */
export const einsum: TrainingKernel = {
  kernelName: Einsum,
  kernel:
    () =>
    ({ inputs, attrs }) =>
      tidy(() => composed((attrs as unknown as { equation: string }).equation, Object.values(inputs) as Tensor[])),
  gradient: einsumGradient,
};
