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
  zeros,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sumLastAxis } from '../../internal/sumLastAxis';
import { wasmKernel } from '../../wasm/wasmKernel';
import { rowsOf } from '../softmax/rowsOf';
import { soften } from '../softmax/soften';
import { crossEntropyGrad } from './crossEntropyGrad';
import { wasmModule } from './module.generated';

const wasm = /* @__PURE__ */ wasmKernel<'logits' | 'labels', { weight: number }>({
  module: wasmModule,
  output: ({ logits }) => logits.shape.slice(0, -1),
  scratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)[1]),
  run: ({ crossEntropy }, at, { logits }, { weight }) => {
    crossEntropy(at.logits, at.labels, at.output, at.scratch, ...rowsOf(logits), weight);
  },
});

const run = /* @__PURE__ */ defineOp<'logits' | 'labels', { weight: number }>({
  name: 'CrossEntropy',
  inputs: ['logits', 'labels'],
  composed,
  gradient: (dy, { logits, labels }, { weight }) => ({
    logits: () => mul(expandDims(mul(dy, weight), -1), crossEntropyGrad(logits as Tensor2D, labels as Tensor2D)),
  }),
  kernels: { wasm },
});

/**
 * −weight · Σ labels · log softmax(logits) of each row of [batch, classes]. The labels are constants. A label on a logit of
 * −∞ makes it +∞, but for a weight of 0; a label of 0 there adds nothing.
 */
export const crossEntropy = (logits: Tensor2D, labels: Tensor2D, weight: number): Tensor1D =>
  run({ logits, labels }, { weight });

function composed({ logits, labels }: Record<'logits' | 'labels', Tensor>, { weight }: { weight: number }): Tensor {
  if (weight === 0) return zeros([logits.shape[0]]);
  const { mask, scaled, total } = soften(logits, 1);
  const entropies = mul(sumLastAxis(mul(mul(labels, mask), sub(scaled, log(total)))), -weight);
  const ruledOut = sumLastAxis(mul(labels, sub(1, mask)));
  return where(greater(ruledOut, 0), Number.POSITIVE_INFINITY, entropies);
}
