import { concat, reshape, slice, type Tensor, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { zerosOf } from '../zerosOf';
import { maskedGram } from './maskedGram';
import { maskedGramsGradWebgpu, maskedGramsWebgpu } from './webgpuMaskedGrams';

const run = /* @__PURE__ */ defineFusedOp<'x' | 'masks'>({
  name: 'MaskedGrams',
  inputs: ['x', 'masks'],
  composed,
  kernels: { webgpu: maskedGramsWebgpu },
  gradientKernels: { x: { webgpu: maskedGramsGradWebgpu } },
});

/**
 * (m_k ∘ X)ᵀ(m_k ∘ X) for each mask m_k of each example, [batch, masks, channels, channels]: X [batch, positions,
 * channels], masks [batch, positions, masks].
 */
export const maskedGrams = (x: Tensor3D, masks: Tensor3D): Tensor4D => run({ x, masks }, {});

function composed({ x, masks }: Record<'x' | 'masks', Tensor>): Tensor {
  const [batch, , channels] = x.shape;
  const count = masks.shape[2]!;
  if (x.size === 0) return zerosOf([x, masks], [batch, count, channels!, channels!]);
  const grams = Array.from({ length: count }, (_, k) => {
    const mask = slice(masks, [0, 0, k], [-1, -1, 1]) as Tensor3D;
    return reshape(maskedGram(x as Tensor3D, mask), [batch, 1, channels!, channels!]);
  });
  return count === 1 ? grams[0] : concat(grams, 1);
}
