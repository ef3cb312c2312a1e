import { add, div, log, mul, neg, square, step, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const run = /* @__PURE__ */ defineOp<'u', { complement: boolean }>({
  name: 'LogUnit',
  inputs: ['u'],
  composed: ({ u }, { complement }) => {
    const [argument, distance] = complement ? [sub(1, u), u] : [u, sub(1, u)];
    const near = step(sub(0.5, distance));
    return add(mul(near, logOneMinus(distance)), mul(sub(1, near), log(argument)));
  },
  gradient: (dy, { u }, { complement }) => ({ u: () => (complement ? neg(div(dy, sub(1, u))) : div(dy, u)) }),
});

/**
 * log u, or with `complement` log(1 − u), for u in (0, 1), accurate relative to itself at both ends: WebGPU may compute
 * the logarithm of a number near 1 with an absolute error of 5e-7, and 1 − u loses the digits of a small u.
 */
export const logUnit = (u: Tensor, { complement }: { complement: boolean }): Tensor => run({ u }, { complement });

/**
 * log(1 − d) = −2 artanh s = −2 s (1 + s²/3 + s⁴/5 + ...), 2 s = d / (1 − d / 2), up to the terms that matter for d ≤ ½.
 * A GPU takes s itself for 0 if d is the least normal number.
 */
function logOneMinus(d: Tensor): Tensor {
  const twice = div(d, sub(1, mul(d, 0.5)));
  const squared = mul(square(twice), 0.25);
  let sum: Tensor = mul(squared, 1 / 13);
  for (let odd = 11; odd >= 3; odd -= 2) sum = mul(squared, add(sum, 1 / odd));
  return neg(mul(twice, add(sum, 1)));
}
