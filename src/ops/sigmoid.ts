import { isNaN as isNotANumber, mul, neg, type Tensor, sigmoid as tfSigmoid, where } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'Sigmoid',
  inputs: ['x'],
  // WebGPU turns NaN into 0.
  composed: ({ x }) => where(isNotANumber(x), x, tfSigmoid(x)),
  gradient: (dy, { x }) => ({ x: () => mul(dy, mul(sigmoid(x), sigmoid(neg(x)))) }),
});

/** 1 / (1 + e⁻ˣ), differentiable any number of times. tfjs's own is not, because its gradient saves the output. */
export const sigmoid = (x: Tensor): Tensor => run({ x });
