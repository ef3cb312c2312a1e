import { mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { rowSum, soften } from './soften';
import { softmaxWasm } from './wasm';
import { softmaxGradWebgpu, softmaxWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'logits', { temperature: number }>({
  name: 'TemperedSoftmax',
  inputs: ['logits'],
  composed: ({ logits }, { temperature }) => soften(logits, temperature).probabilities,
  gradient: (dy, { logits }, { temperature }) => ({ logits: () => temperedSoftmaxGrad(dy, logits, temperature) }),
  kernels: { wasm: softmaxWasm, webgpu: softmaxWebgpu },
});

const runGrad = /* @__PURE__ */ defineOp<'dy' | 'logits', { temperature: number }>({
  name: 'TemperedSoftmaxGrad',
  inputs: ['dy', 'logits'],
  composed: ({ dy, logits }, { temperature }) => {
    const probabilities = temperedSoftmax(logits, temperature);
    return mul(mul(probabilities, sub(dy, rowSum(mul(dy, probabilities)))), 1 / temperature);
  },
  kernels: { webgpu: softmaxGradWebgpu },
});

/** softmax(logits / temperature) over the last axis; −∞ has probability and gradient zero. */
export const temperedSoftmax = (logits: Tensor, temperature: number): Tensor => run({ logits }, { temperature });

/** The gradient of `temperedSoftmax` for the logits, p (dy − Σ dy p) / temperature. */
export const temperedSoftmaxGrad = (dy: Tensor, logits: Tensor, temperature: number): Tensor =>
  runGrad({ dy, logits }, { temperature });
