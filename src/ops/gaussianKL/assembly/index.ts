// output[i] = ½ (exp(s[i]) − 1 − s[i] + mean[i]²) with s the log-variance, four at a time, then one by one.

import { exponentialTail } from '../../../wasm/assembly/exponential';

export function gaussianKL(mean: usize, logVariance: usize, output: usize, length: i32): void {
  const end = output + <usize>length * 4;
  const endOfFours = output + <usize>(length & ~3) * 4;
  for (; output < endOfFours; output += 16, mean += 16, logVariance += 16) {
    v128.store(output, ofLanes(v128.load(mean), v128.load(logVariance)));
  }
  for (; output < end; output += 4, mean += 4, logVariance += 4) {
    v128.store_lane<f32>(output, ofLanes(v128.load32_splat(mean), v128.load32_splat(logVariance)), 0);
  }
}

function ofLanes(mean: v128, logVariance: v128): v128 {
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(exponentialTail(logVariance, 2), f32x4.mul(mean, mean)));
}
