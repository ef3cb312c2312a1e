import { mul, neg, type Tensor, sigmoid as tfSigmoid, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../runtime/defineOp';
import { wasmKernel } from '../runtime/wasmKernel';
import { wasmModule } from './wasm.generated';

const wasm = /* @__PURE__ */ wasmKernel<'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  run: (exports, at, { x }) => {
    exports.sigmoid(at.x, at.output, util.sizeFromShape(x.shape));
  },
});

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'Sigmoid',
  inputs: ['x'],
  composed: ({ x }) => tfSigmoid(x),
  gradient: (dy, { x }) => ({ x: () => mul(dy, mul(sigmoid(x), sigmoid(neg(x)))) }),
  kernels: { wasm },
});

/** 1 / (1 + e⁻ˣ), differentiable any number of times (tfjs's own is not: its gradient saves the output). */
export const sigmoid = (x: Tensor): Tensor => run({ x });
