import { mul, type Tensor3D } from '@tensorflow/tfjs-core';
import { gramWasm } from '../gram/gramWasm';
import { gram } from '../gram/op';
import { defineOp } from '../runtime/defineOp';

const run = /* @__PURE__ */ defineOp<'x' | 'mask'>({
  name: 'MaskedGram',
  inputs: ['x', 'mask'],
  composed: ({ x, mask }) => gram(mul(mask, x) as Tensor3D),
  kernels: { wasm: gramWasm },
});

/**
 * (m ∘ X)ᵀ(m ∘ X) of each example: X [batch, positions, channels], m [batch, positions, 1]. As one op it saves X and m
 * alone for the gradient, so that the Grams of many masks do not keep a copy of X each.
 */
export const maskedGram = (x: Tensor3D, mask: Tensor3D): Tensor3D => run({ x, mask });
