import { mul, square, sum, type Tensor3D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { gram } from './gram';
import { timesSymmetric } from './timesSymmetric';
import { gramWasm } from './wasm';
import { maskedGramWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'x' | 'mask'>({
  name: 'MaskedGram',
  inputs: ['x', 'mask'],
  composed: ({ x, mask }) => gram(mul(mask, x) as Tensor3D),
  // X G' for G' = dG + dGᵀ, each row times m². The gradient for the mask is computed only on request.
  gradient: (dy, { x, mask }) => ({
    x: () => timesSymmetric(mul(square(mask), x), dy),
    mask: () => mul(mask, sum(mul(x, timesSymmetric(x, dy)), -1, true)),
  }),
  kernels: { wasm: gramWasm, webgpu: maskedGramWebgpu },
});

/**
 * (m ∘ X)ᵀ(m ∘ X) of each example: X [batch, positions, channels], m [batch, positions, 1]. As a single op it saves
 * only X and m for the gradient, so the Gram matrices of many masks do not keep a copy of X each.
 */
export const maskedGram = (x: Tensor3D, mask: Tensor3D): Tensor3D => run({ x, mask });
