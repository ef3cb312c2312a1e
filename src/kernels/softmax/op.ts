import { mul, sub, sum, type Tensor, softmax as tfSoftmax } from '@tensorflow/tfjs-core';
import { defineOp } from '../runtime/defineOp';

const run = /* @__PURE__ */ defineOp<'logits'>({
  name: 'Softmax',
  inputs: ['logits'],
  composed: ({ logits }) => tfSoftmax(logits),
  gradient: (dy, { logits }) => ({
    logits: () => {
      const probabilities = softmax(logits);
      return mul(probabilities, sub(dy, sum(mul(dy, probabilities), -1, true)));
    },
  }),
});

/** Softmax over the last axis, differentiable any number of times (tfjs's own is not: its gradient saves the output). */
export const softmax = (logits: Tensor): Tensor => run({ logits });
