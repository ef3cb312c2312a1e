import { abs, add, exp, less, mul, sub, type Tensor, where } from '@tensorflow/tfjs-core';

/** Terms of the series that float32 can see for |x| < 1. */
const terms = 11;

export function composed({ x }: { x: Tensor }, { order }: { order: number }): Tensor {
  if (order === 0) return exp(x);
  return where(less(abs(x), 1), series(x, order), direct(x, order));
}

/** xⁿ/n! · (1 + x/(n+1) · (1 + x/(n+2) · (...))) with n the order. */
function series(x: Tensor, order: number): Tensor {
  let sum = add(mul(x, 1 / (order + terms)), 1);
  for (let k = order + terms - 1; k >= 1; k--) {
    const factor = mul(x, 1 / k);
    sum = k > order ? add(mul(factor, sum), 1) : mul(factor, sum);
  }
  return sum;
}

/** eˣ − Σ_{k < order} xᵏ/k!, for |x| ≥ 1, where nothing cancels. */
function direct(x: Tensor, order: number): Tensor {
  let power: Tensor = mul(x, 1 / 1);
  let result = sub(exp(x), 1);
  for (let k = 1; k < order; k++) {
    result = sub(result, power);
    power = mul(power, mul(x, 1 / (k + 1)));
  }
  return result;
}
