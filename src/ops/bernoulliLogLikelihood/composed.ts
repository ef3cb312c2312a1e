import { abs, add, clipByValue, div, exp, mul, neg, square, step, sub, type Tensor } from '@tensorflow/tfjs-core';

/** The largest float32, instead of an infinite logit: its product with 0 is 0. */
const largest = 3.4028234663852886e38;

/** Terms of the series of log(1 + y) that float32 can see for y in [0, 1]. */
const terms = 8;

/**
 * x l − log(1 + eˡ) = (x − [l > 0]) l − log(1 + e^−|l|): both parts are at most 0 for x in [0, 1], so that nothing
 * cancels.
 */
export function composed({ x, logits }: { x: Tensor; logits: Tensor }): Tensor {
  const miss = mul(sub(x, step(logits)), clipByValue(logits, -largest, largest));
  return sub(miss, logOnePlus(exp(neg(abs(logits)))));
}

/** log(1 + y) = 2 artanh(y / (2 + y)). tfjs's log1p loses small y on WASM and WebGPU, where it is log(1 + y). */
function logOnePlus(y: Tensor): Tensor {
  const ratio = div(y, add(y, 2));
  const ratioSquared = square(ratio);
  let sum: Tensor = mul(ratioSquared, 1 / (2 * terms - 1));
  for (let k = terms - 1; k > 1; k--) sum = mul(ratioSquared, add(sum, 1 / (2 * k - 1)));
  return mul(mul(add(sum, 1), ratio), 2);
}
