// Σ_i a[i] b[i]: in float32 over a run, in sixteen lanes, then in float64 over the runs

import { loadFirst, sumOfFour } from './lanes';
import { multiplyAdd } from './multiplyAdd';

/** Products summed in float32. */
const RUN: i32 = 1024;

export function dot(a: usize, b: usize, count: i32): f64 {
  let total: f64 = 0;
  for (; count >= 16; ) {
    const run = min(RUN, count) & -16;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (const end = a + run * 4; a < end; a += 64, b += 64) {
      s0 = multiplyAdd(v128.load(a), v128.load(b), s0);
      s1 = multiplyAdd(v128.load(a, 16), v128.load(b, 16), s1);
      s2 = multiplyAdd(v128.load(a, 32), v128.load(b, 32), s2);
      s3 = multiplyAdd(v128.load(a, 48), v128.load(b, 48), s3);
    }
    total += sumOfFour(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
    count -= run;
  }
  for (; count > 0; count -= 4, a += 16, b += 16) {
    total += sumOfFour(f32x4.mul(loadFirst(a, count), loadFirst(b, count)));
  }
  return total;
}
