import { mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { noGradient } from '../../engine/noGradient';
import { atLargest, finiteLogits, rowSum, soften } from './soften';
import { temperedSoftmax } from './temperedSoftmax';

const run = /* @__PURE__ */ defineOp<'logits' | 'scores', { temperature: number }>({
  name: 'SoftmaxGradient',
  inputs: ['logits', 'scores'],
  composed: ({ logits, scores }, { temperature }) => {
    const softened = soften(logits, temperature);
    const q = softened.probabilities;
    const relative = sub(scores, atLargest(softened, scores));
    return mul(q, sub(relative, rowSum(mul(q, relative))));
  },
  gradient: (dy, { logits, scores }, { temperature }) => {
    const centred = (x: Tensor) => {
      const relative = sub(
        x,
        noGradient(() => atLargest(finiteLogits(logits), x)),
      );
      return sub(relative, rowSum(mul(temperedSoftmax(logits, temperature), relative)));
    };
    return {
      logits: () => mul(softmaxGradient(logits, temperature, mul(centred(dy), centred(scores))), 1 / temperature),
      scores: () => softmaxGradient(logits, temperature, dy),
    };
  },
});

/**
 * q (scores − Σ q scores), where q = softmax(logits / T): the gradient for logits / T of a function whose gradient for
 * q is `scores`. A constant added to a row of scores has no effect. The score of the likeliest class is therefore
 * subtracted first; otherwise the difference would cancel where q is almost 1.
 */
export const softmaxGradient = (logits: Tensor, temperature: number, scores: Tensor): Tensor =>
  run({ logits, scores }, { temperature });
