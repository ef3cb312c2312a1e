import { div, log, minimum, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'Logarithm',
  inputs: ['x'],
  // log x < x, so the minimum only keeps NaN, which WebGPU's log turns into a number.
  composed: ({ x }) => minimum(log(x), x),
  gradient: (dy, { x }) => ({ x: () => div(dy, x) }),
});

/** log x for x > 0, NaN for NaN on every backend. */
export const logarithm = (x: Tensor): Tensor => run({ x });
