// output[i] = exp(x[i]) − Σ_{k < order} x[i]ᵏ / k!, four at a time, then one by one.

import { exponentialTail } from '../../../wasm/assembly/exponential';

export function tail(x: usize, output: usize, length: i32, order: i32): void {
  const end = output + <usize>length * 4;
  const endOfFours = output + <usize>(length & ~3) * 4;
  for (; output < endOfFours; output += 16, x += 16) v128.store(output, exponentialTail(v128.load(x), order));
  for (; output < end; output += 4, x += 4) {
    v128.store_lane<f32>(output, exponentialTail(v128.load32_splat(x), order), 0);
  }
}
