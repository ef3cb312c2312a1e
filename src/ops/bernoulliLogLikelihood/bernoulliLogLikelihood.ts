import { mul, neg, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sigmoid } from '../sigmoid';
import { composed } from './composed';
import { bernoulliLogLikelihoodGradWasm, bernoulliLogLikelihoodWasm } from './wasm';
import { bernoulliLogLikelihoodGradWebgpu, bernoulliLogLikelihoodWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'x' | 'logits'>({
  name: 'BernoulliLogLikelihood',
  inputs: ['x', 'logits'],
  composed,
  gradient: (dy, { x, logits }) => ({
    x: () => mul(dy, logits),
    logits: () => runGrad({ dy, x, logits }),
  }),
  kernels: { wasm: bernoulliLogLikelihoodWasm, webgpu: bernoulliLogLikelihoodWebgpu },
});

/** dy (x − p) with p the sigmoid of the logits, without cancellation where x is 0 or 1. */
const runGrad = /* @__PURE__ */ defineOp<'dy' | 'x' | 'logits'>({
  name: 'BernoulliLogLikelihoodGrad',
  inputs: ['dy', 'x', 'logits'],
  composed: ({ dy, x, logits }) => mul(dy, sub(mul(x, sigmoid(neg(logits))), mul(sub(1, x), sigmoid(logits)))),
  kernels: { wasm: bernoulliLogLikelihoodGradWasm, webgpu: bernoulliLogLikelihoodGradWebgpu },
});

/** x l − log(1 + eˡ) of each entry, l the logits; both inputs have one shape. */
export const bernoulliLogLikelihood = (x: Tensor, logits: Tensor): Tensor => run({ x, logits });
