import { expandDims, mul, square, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { logSumExp } from './logSumExp';
import { temperedSoftmax } from './temperedSoftmax';

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'LogSumExpOfSquaredWeights',
  inputs: ['x'],
  composed: ({ x }) => logSumExp(x),
  gradient: (dy, { x }) => ({ x: () => mul(expandDims(dy, -1), square(temperedSoftmax(x, 1))) }),
});

/** log Σ eˣ over the last axis, whose gradient is replaced by softmax(x)². */
export const logSumExpOfSquaredWeights = (x: Tensor): Tensor => run({ x });
