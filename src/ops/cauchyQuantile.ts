import { add, clipByValue, div, mul, square, step, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const run = /* @__PURE__ */ defineOp<'u'>({
  name: 'CauchyQuantile',
  inputs: ['u'],
  composed,
  gradient: (dy, { u }) => ({ u: () => mul(mul(dy, Math.PI), add(square(squarable(cauchyQuantile(u))), 1)) }),
});

/** Limits a quantile so that π times its square is finite: a cotangent of 0, as for noise at an end, then gives 0. */
const squarable = (quantile: Tensor): Tensor => clipByValue(quantile, -1e19, 1e19);

/**
 * tan(π (u − ½)) for u in (0, 1), accurate in both tails, where u − ½ would lose the digits of a small u, and on GPUs,
 * where sine and cosine may be off by 5e-4.
 */
export const cauchyQuantile = (u: Tensor): Tensor => run({ u });

/** With v the distance from the nearer end: ±tan(π (½ − v)) for v > ¼, ±1 / tan(π v) otherwise. */
function composed({ u }: { u: Tensor }): Tensor {
  const upper = step(sub(u, 0.5));
  const v = blend(upper, sub(1, u), u);
  const central = step(sub(v, 0.25));
  const { sine, cosine } = sineAndCosine(mul(blend(central, sub(0.5, v), v), Math.PI));
  const size = div(blend(central, sine, cosine), blend(central, cosine, sine));
  return mul(sub(mul(upper, 2), 1), size);
}

/** `a` where the mask is 1, `b` where it is 0. */
const blend = (mask: Tensor, a: Tensor, b: Tensor) => add(mul(mask, a), mul(sub(1, mask), b));

/** Taylor series, up to the terms that matter in [0, π/4]. */
function sineAndCosine(angle: Tensor) {
  const squared = square(angle);
  const series = (first: number) => {
    let sum: Tensor = mul(squared, -1 / ((first + 9) * (first + 10)));
    for (let n = first + 7; n > first; n -= 2) sum = mul(mul(squared, -1 / (n * (n + 1))), add(sum, 1));
    return add(sum, 1);
  };
  return { sine: mul(angle, series(1)), cosine: series(0) };
}
