import {
  expandDims,
  greater,
  log,
  mul,
  onesLike,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { isPossible, rowSum, soften } from '../softmax/soften';
import { temperedSoftmax, temperedSoftmaxGrad } from '../softmax/temperedSoftmax';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { crossEntropyGradWasm, crossEntropyWasm } from './wasm';
import { crossEntropyGradWebgpu, crossEntropyWebgpu } from './webgpu';

type Inputs = 'logits' | 'labels';

const run = /* @__PURE__ */ defineOp<Inputs, { weight: number }>({
  name: 'CrossEntropy',
  inputs: ['logits', 'labels'],
  composed,
  gradient: (dy, { logits, labels }, { weight }) => ({
    logits: () => runGrad({ dy, logits, labels }, { weight }),
  }),
  kernels: { wasm: crossEntropyWasm, webgpu: crossEntropyWebgpu },
});

/** The gradient for the logits, dy · weight · (softmax(logits) · Σ labels − labels); 0 for a logit of −∞. */
const runGrad = /* @__PURE__ */ defineOp<Inputs | 'dy', { weight: number }>({
  name: 'CrossEntropyGrad',
  inputs: ['dy', 'logits', 'labels'],
  composed: ({ dy, logits, labels }, { weight }) => {
    const difference = sub(mul(temperedSoftmax(logits, 1), rowSum(labels)), labels);
    return where(isPossible(logits), mul(difference, expandDims(mul(dy, weight), -1)), zerosLike(difference));
  },
  gradient: (ddy, { dy, logits, labels }, { weight }) => ({
    dy: (): Tensor => sumLastAxis(mul(ddy, runGrad({ dy: onesLike(dy), logits, labels }, { weight }))),
    logits: () => mul(temperedSoftmaxGrad(ddy, logits, 1), mul(rowSum(labels), expandDims(mul(dy, weight), -1))),
  }),
  kernels: { wasm: crossEntropyGradWasm, webgpu: crossEntropyGradWebgpu },
});

/**
 * −weight · Σ labels · log softmax(logits) of each row of [batch, classes]. The labels are constants. A label on a
 * logit of −∞ makes the result +∞; a label of 0 there adds nothing.
 */
export const crossEntropy = (logits: Tensor2D, labels: Tensor2D, weight: number): Tensor1D =>
  run({ logits, labels }, { weight });

function composed({ logits, labels }: Record<Inputs, Tensor>, { weight }: { weight: number }): Tensor {
  const { mask, scaled, total } = soften(logits, 1);
  const entropies = mul(sumLastAxis(mul(mul(labels, mask), sub(scaled, log(total)))), -weight);
  const ruledOut = sumLastAxis(mul(labels, sub(1, mask)));
  return where(greater(ruledOut, 0), Number.POSITIVE_INFINITY, entropies);
}
