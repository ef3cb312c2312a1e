import type { TensorInfo } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { maskedGramWebgpu } from './webgpu';
import { maskedTimesSymmetricWebgpu } from './webgpuTimesSymmetric';

export const maskedGramsWebgpu = /* @__PURE__ */ typedKernel<Record<'x' | 'masks', TensorInfo>>(
  ({ inputs: { x, masks }, attrs, backend }) => {
    const [batch, , channels] = x.shape;
    const grams = maskedGramWebgpu({ inputs: { x, mask: masks }, attrs, backend });
    return { ...grams, shape: [batch, masks.shape[2], channels, channels] };
  },
);

/** Σ_k m_k² X (G_k + G_kᵀ) of the gradients G_k of the Gram matrices. */
export const maskedGramsGradWebgpu = /* @__PURE__ */ typedKernel<Record<'dy' | 'x' | 'masks', TensorInfo>>(
  ({ inputs: { dy, x, masks }, attrs, backend }) =>
    maskedTimesSymmetricWebgpu({ inputs: { x, matrix: dy, mask: masks }, attrs, backend }),
);
