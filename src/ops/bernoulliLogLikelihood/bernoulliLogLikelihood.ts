import { mul, sub, type Tensor, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { sigmoid } from '../sigmoid';
import { composed } from './composed';
import { wasmModule } from './module.generated';

const wasm = /* @__PURE__ */ wasmKernel<'x' | 'logits'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  run: ({ logLikelihood }, at, { x }) => {
    logLikelihood(at.x, at.logits, at.output, util.sizeFromShape(x.shape));
  },
});

const run = /* @__PURE__ */ defineOp<'x' | 'logits'>({
  name: 'BernoulliLogLikelihood',
  inputs: ['x', 'logits'],
  composed,
  gradient: (dy, { x, logits }) => ({
    x: () => mul(dy, logits),
    logits: () => mul(dy, sub(x, sigmoid(logits))),
  }),
  kernels: { wasm },
});

/** x l − log(1 + eˡ) of each entry, l the logits; both inputs have one shape. */
export const bernoulliLogLikelihood = (x: Tensor, logits: Tensor): Tensor => run({ x, logits });
