// output[i] = 1 / (1 + exp(−x[i])), four at a time, then one by one.

import { exponential } from '../runtime/exponential.wasm';

export function sigmoid(x: usize, output: usize, length: i32): void {
  const end = output + <usize>length * 4;
  const endOfFours = output + <usize>(length & ~3) * 4;
  for (; output < endOfFours; output += 16, x += 16) v128.store(output, ofLanes(v128.load(x)));
  for (; output < end; output += 4, x += 4) v128.store_lane<f32>(output, ofLanes(v128.load32_splat(x)), 0);
}

function ofLanes(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential(f32x4.neg(x))));
}
