import { mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { rowSum, soften } from './soften';
import { softmaxWasm } from './wasm';
import { softmaxWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'logits', { temperature: number }>({
  name: 'TemperedSoftmax',
  inputs: ['logits'],
  composed: ({ logits }, { temperature }) => soften(logits, temperature).probabilities,
  gradient: (dy, { logits }, { temperature }) => ({
    logits: () => {
      const probabilities = temperedSoftmax(logits, temperature);
      return mul(mul(probabilities, sub(dy, rowSum(mul(dy, probabilities)))), 1 / temperature);
    },
  }),
  kernels: { wasm: softmaxWasm, webgpu: softmaxWebgpu },
});

/** softmax(logits / temperature) over the last axis; −∞ has probability and gradient zero. */
export const temperedSoftmax = (logits: Tensor, temperature: number): Tensor => run({ logits }, { temperature });
