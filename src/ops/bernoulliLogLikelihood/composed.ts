import { abs, add, clipByValue, div, exp, mul, neg, square, step, sub, type Tensor } from '@tensorflow/tfjs-core';

/** The largest float32. It replaces an infinite logit, because its product with 0 is 0. */
const largest = 3.4028234663852886e38;

/** The terms of the series of log(1 + y) that float32 resolves for y in [0, 1]. */
const terms = 8;

/**
 * x l − log(1 + eˡ) = (x − [l > 0]) l − log(1 + e^−|l|). Both parts are at most 0 for x in [0, 1], so nothing cancels.
 */
export function composed({ x, logits }: { x: Tensor; logits: Tensor }): Tensor {
  const miss = mul(sub(x, step(logits)), clipByValue(logits, -largest, largest));
  return sub(miss, logOnePlus(exp(neg(abs(logits)))));
}

/** log(1 + y) = 2 artanh(y / (2 + y)). tfjs's log1p computes log(1 + y) on WASM and WebGPU, so it loses small y. */
function logOnePlus(y: Tensor): Tensor {
  const ratio = div(y, add(y, 2));
  const ratioSquared = square(ratio);
  let sum: Tensor = mul(ratioSquared, 1 / (2 * terms - 1));
  for (let k = terms - 1; k > 1; k--) sum = mul(ratioSquared, add(sum, 1 / (2 * k - 1)));
  return mul(mul(add(sum, 1), ratio), 2);
}
