import { mul, sub, sum, type Tensor, logSoftmax as tfLogSoftmax } from '@tensorflow/tfjs-core';
import { defineOp } from '../runtime/defineOp';
import { softmax } from '../softmax/op';

const run = /* @__PURE__ */ defineOp<'logits'>({
  name: 'LogSoftmax',
  inputs: ['logits'],
  composed: ({ logits }) => tfLogSoftmax(logits),
  gradient: (dy, { logits }) => ({ logits: () => sub(dy, mul(softmax(logits), sum(dy, -1, true))) }),
});

/** The logarithm of the softmax over the last axis, differentiable any number of times. */
export const logSoftmax = (logits: Tensor): Tensor => run({ logits });
