import { abs, add, clipByValue, exp, maximum, minimum, mul, step, sub, type Tensor } from '@tensorflow/tfjs-core';

/** The terms of the series that float32 resolves for |x| ≤ 1. */
const terms = 12;

/** Uses the series near zero and the difference elsewhere, blended, because tfjs's `where` is slow on WASM. */
export function composed({ x }: { x: Tensor }, { order }: { order: number }): Tensor {
  // eˣ > x, so the maximum only keeps NaN, which WebGPU's exp turns into infinity.
  if (order === 0) return maximum(exp(x), x);
  const far = step(sub(abs(x), 1));
  const near = sub(1, far);
  return add(mul(far, difference(x, order)), mul(near, series(clipByValue(x, -1, 1), order)));
}

/** xⁿ Σ_k xᵏ/(n + k)!, where n is the order. */
function series(x: Tensor, order: number): Tensor {
  let sum: Tensor = mul(x, 1 / factorial(order + terms));
  for (let k = order + terms - 1; k > order; k--) sum = mul(x, add(sum, 1 / factorial(k)));
  sum = add(sum, 1 / factorial(order));
  for (let k = 0; k < order; k++) sum = mul(x, sum);
  return sum;
}

/** eˣ − Σ_{k < n} xᵏ/k! for |x| > 1, where little cancels. Beyond 100, eˣ is infinite, and x must stay finite. */
function difference(x: Tensor, order: number): Tensor {
  const bounded = minimum(x, 100);
  let polynomial: Tensor | number = 1 / factorial(order - 1);
  for (let k = order - 2; k >= 0; k--) polynomial = add(mul(bounded, polynomial), 1 / factorial(k));
  return sub(exp(x), polynomial);
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
