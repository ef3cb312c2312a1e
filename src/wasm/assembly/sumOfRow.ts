// Σ x over `count` contiguous numbers: in float32 over a run, in sixteen lanes, then in float64 over the runs

import { sumOfFour } from './lanes';

/** Numbers summed in float32. */
const RUN: i32 = 1024;

export function sumOfRow(x: usize, count: i32): f64 {
  let total: f64 = 0;
  for (; count >= 16; ) {
    const run = min(RUN, count) & -16;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (const end = x + run * 4; x < end; x += 64) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    total += sumOfFour(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
    count -= run;
  }
  for (; count > 0; count--, x += 4) total += load<f32>(x);
  return total;
}
