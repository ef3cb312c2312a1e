import { add, div, mul, square, type Tensor } from '@tensorflow/tfjs-core';

/**
 * log(1 + y) = 2 artanh(u) = 2 (u + u³/3 + u⁵/5 + ...), u = y / (2 + y), by the terms that float32 resolves for y from
 * −0.4 to 1. tfjs's log1p computes log(1 + y) on WASM and WebGPU, so it loses small y.
 */
export function logOnePlus(y: Tensor): Tensor {
  const u = div(y, add(y, 2));
  const squared = square(u);
  let sum: Tensor = mul(squared, 1 / 15);
  for (let n = 13; n > 1; n -= 2) sum = mul(squared, add(sum, 1 / n));
  return mul(mul(u, 2), add(sum, 1));
}
