// output = 1 / (1 + e⁻ˣ) = (1 or e^−|x|, by the sign of x) / (1 + e^−|x|), four float32 numbers at a time

import { exponentialOfMinusSize } from '../../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';

export function sigmoid(x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, logistic(loadFirst(x, count)), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}

function logistic(x: v128): v128 {
  const one = f32x4.splat(1);
  const power = exponentialOfMinusSize(x);
  const sum = f32x4.add(one, power);
  const quotient = f32x4.div(v128.bitselect(power, one, f32x4.lt(x, f32x4.splat(0))), sum);
  // The sum's rounding error, exactly (Dekker 1971). Without it the quotient would be off by more than two units.
  const missing = f32x4.add(f32x4.sub(one, sum), power);
  return f32x4.sub(quotient, f32x4.div(f32x4.mul(quotient, missing), sum));
}
