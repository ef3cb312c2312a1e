// output = λx for x ≥ 0, else λα (eˣ − 1), with tfjs's λ and α (Klambauer et al. 2017), four float32 numbers at a time

import { exponentialMinusOne } from '../../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';

export function selu(x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, scaledLinear(loadFirst(x, count)), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}

function scaledLinear(x: v128): v128 {
  const below = f32x4.mul(exponentialMinusOne(x), f32x4.splat(1.7580993408473768));
  return v128.bitselect(below, f32x4.mul(x, f32x4.splat(1.0507009873554805)), f32x4.lt(x, f32x4.splat(0)));
}
