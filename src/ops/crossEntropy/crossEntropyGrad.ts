import { mul, sub, type Tensor2D, where, zerosLike } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { rowsOf } from '../softmax/rowsOf';
import { isPossible, rowSum } from '../softmax/soften';
import { temperedSoftmax } from '../softmax/temperedSoftmax';
import { wasmModule } from './module.generated';

const wasm = /* @__PURE__ */ wasmKernel<'logits' | 'labels'>({
  module: wasmModule,
  output: ({ logits }) => logits.shape,
  scratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)[1]),
  run: ({ gradient }, at, { logits }) => {
    gradient(at.logits, at.labels, at.output, at.scratch, ...rowsOf(logits));
  },
});

const run = /* @__PURE__ */ defineOp<'logits' | 'labels'>({
  name: 'CrossEntropyGrad',
  inputs: ['logits', 'labels'],
  composed: ({ logits, labels }) => {
    const difference = sub(mul(temperedSoftmax(logits, 1), rowSum(labels)), labels);
    return where(isPossible(logits), difference, zerosLike(difference));
  },
  gradient: (dy, { logits, labels }) => ({
    logits: () => {
      const q = temperedSoftmax(logits, 1);
      return mul(mul(q, sub(dy, rowSum(mul(dy, q)))), rowSum(labels));
    },
  }),
  kernels: { wasm },
});

/** The gradient of `crossEntropy` for the logits, softmax(logits) · Σ labels − labels; 0 for a logit of −∞. */
export const crossEntropyGrad = (logits: Tensor2D, labels: Tensor2D): Tensor2D => run({ logits, labels });
