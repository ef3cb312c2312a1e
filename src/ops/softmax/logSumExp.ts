import { add, expandDims, greater, log, max, mul, squeeze, type Tensor, where } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { soften } from './soften';
import { temperedSoftmax } from './temperedSoftmax';
import { logSumExpWasm } from './wasm';
import { logSumExpWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'LogSumExp',
  inputs: ['x'],
  composed: ({ x }) => {
    const { mask, largest, total } = soften(x, 1);
    return where(greater(max(mask, -1), 0), squeeze(add(largest, log(total)), [-1]), Number.NEGATIVE_INFINITY);
  },
  gradient: (dy, { x }) => ({ x: () => mul(expandDims(dy, -1), temperedSoftmax(x, 1)) }),
  kernels: { wasm: logSumExpWasm, webgpu: logSumExpWebgpu },
});

/** log Σ eˣ over the last axis. −∞ adds nothing and has gradient zero; a row of −∞ has the value −∞. */
export const logSumExp = (x: Tensor): Tensor => run({ x });
