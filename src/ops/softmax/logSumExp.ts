import { add, expandDims, greater, log, max, mul, squeeze, type Tensor, where } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { wasmModule } from './module.generated';
import { rowsOf } from './rowsOf';
import { soften } from './soften';
import { temperedSoftmax } from './temperedSoftmax';

const wasm = /* @__PURE__ */ wasmKernel<'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape.slice(0, -1),
  scratch: ({ scratchBytes }, { x }) => scratchBytes(rowsOf(x)[1]),
  run: ({ logSumExp }, at, { x }) => {
    logSumExp(at.x, at.output, at.scratch, ...rowsOf(x));
  },
});

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'LogSumExp',
  inputs: ['x'],
  composed: ({ x }) => {
    const { mask, largest, total } = soften(x, 1);
    return where(greater(max(mask, -1), 0), squeeze(add(largest, log(total)), [-1]), Number.NEGATIVE_INFINITY);
  },
  gradient: (dy, { x }) => ({ x: () => mul(expandDims(dy, -1), temperedSoftmax(x, 1)) }),
  kernels: { wasm },
});

/** log Σ eˣ over the last axis; −∞ adds nothing and has gradient zero, and −∞ alone gives −∞. */
export const logSumExp = (x: Tensor): Tensor => run({ x });
