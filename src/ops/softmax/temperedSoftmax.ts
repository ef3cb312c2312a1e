import { mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { wasmModule } from './module.generated';
import { rowsOf } from './rowsOf';
import { rowSum, soften } from './soften';

const wasm = /* @__PURE__ */ wasmKernel<'logits', { temperature: number }>({
  module: wasmModule,
  output: ({ logits }) => logits.shape,
  scratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)[1]),
  run: ({ softmax }, at, { logits }, { temperature }) => {
    softmax(at.logits, at.output, at.scratch, ...rowsOf(logits), temperature);
  },
});

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
  kernels: { wasm },
});

/** softmax(logits / temperature) over the last axis; −∞ has probability and gradient zero. */
export const temperedSoftmax = (logits: Tensor, temperature: number): Tensor => run({ logits }, { temperature });
