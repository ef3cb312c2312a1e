import {
  expandDims,
  greater,
  log,
  mul,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sumLastAxis } from '../../internal/sumLastAxis';
import { isPossible, rowSum, soften } from '../softmax/soften';
import { temperedSoftmax } from '../softmax/temperedSoftmax';
import { crossEntropyGradWasm, crossEntropyWasm } from './wasm';
import { crossEntropyGradWebgpu, crossEntropyWebgpu } from './webgpu';

type Inputs = 'logits' | 'labels';

const run = /* @__PURE__ */ defineOp<Inputs, { weight: number }>({
  name: 'CrossEntropy',
  inputs: ['logits', 'labels'],
  composed,
  gradient: (dy, { logits, labels }, { weight }) => ({
    logits: () => mul(expandDims(mul(dy, weight), -1), runGrad({ logits, labels })),
  }),
  kernels: { wasm: crossEntropyWasm, webgpu: crossEntropyWebgpu },
});

/** The gradient for the logits, softmax(logits) · Σ labels − labels; 0 for a logit of −∞. */
const runGrad = /* @__PURE__ */ defineOp<Inputs>({
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
