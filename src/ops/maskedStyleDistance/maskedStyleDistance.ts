import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { composed, type Inputs, type MaskedStyleDistanceAttributes } from './composed';
import { distanceGradForGramsWebgpu, distanceGradForStyleGramsWebgpu, maskedStyleDistanceWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineFusedOp<Inputs, MaskedStyleDistanceAttributes>({
  name: 'MaskedStyleDistance',
  inputs: ['grams', 'styleGrams', 'masks', 'styleMasks', 'weights'],
  composed,
  kernels: { webgpu: maskedStyleDistanceWebgpu },
  gradientKernels: {
    grams: { webgpu: distanceGradForGramsWebgpu },
    styleGrams: { webgpu: distanceGradForStyleGramsWebgpu },
  },
});

/**
 * Σ_k w_k a_k |G_k / Σ m_k − A_k / Σ n_k|² / (2 C²) of each example, for the Gram matrices G and A
 * [batch, classes, C, C] under masks m and n [batch, height, width, classes], without the classes whose Σ m_k or Σ n_k
 * is 0; a_k is 1 or the mean of m_k. A factor reduces them to a scalar.
 */
export const maskedStyleDistance = (
  inputs: Record<'grams' | 'styleGrams' | 'masks' | 'styleMasks', Tensor4D> & { weights: Tensor1D },
  attributes: MaskedStyleDistanceAttributes,
): Tensor => run(inputs, attributes);
