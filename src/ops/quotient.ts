import { div, mul, neg, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const run = /* @__PURE__ */ defineOp<'a' | 'b'>({
  name: 'Quotient',
  inputs: ['a', 'b'],
  composed: ({ a, b }) => div(a, b),
  gradient: (dy, { a, b }) => ({
    a: () => quotient(dy, b),
    b: () => neg(quotient(mul(dy, quotient(a, b)), b)),
  }),
});

/** a / b, of the same shape. tfjs's own gradients divide by the square of b, which may be 0 or infinite in float32. */
export const quotient = (a: Tensor, b: Tensor): Tensor => run({ a, b });
