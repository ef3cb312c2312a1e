import { mul, neg, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sigmoid } from '../sigmoid';
import { composed } from './composed';
import { bernoulliLogLikelihoodWasm } from './wasm';
import { bernoulliLogLikelihoodWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'x' | 'logits'>({
  name: 'BernoulliLogLikelihood',
  inputs: ['x', 'logits'],
  composed,
  gradient: (dy, { x, logits }) => ({
    x: () => mul(dy, logits),
    // x − p, without cancellation where x is 0 or 1.
    logits: () => mul(dy, sub(mul(x, sigmoid(neg(logits))), mul(sub(1, x), sigmoid(logits)))),
  }),
  kernels: { wasm: bernoulliLogLikelihoodWasm, webgpu: bernoulliLogLikelihoodWebgpu },
});

/** x l − log(1 + eˡ) of each entry, l the logits; both inputs have one shape. */
export const bernoulliLogLikelihood = (x: Tensor, logits: Tensor): Tensor => run({ x, logits });
