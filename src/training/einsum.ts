import { clone, Einsum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { einsum as composed } from '../engine/einsum/composed';
import { trainingKernel } from './trainingKernel';

/** tfjs has no such kernel on WASM. */
export const einsum = /* @__PURE__ */ trainingKernel<string, { equation: string }>(
  Einsum,
  () =>
    ({ inputs, attrs }) => {
      const tensors = Object.values(inputs) as Tensor[];
      return tidy(() => {
        const result = composed(attrs.equation, tensors);
        return tensors.includes(result) ? clone(result) : result;
      });
    },
);
