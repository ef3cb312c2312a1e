// output = log(1 + eˣ) = max(x, 0) + log(1 + p) with p = e^−|x|, four float32 numbers at a time
//   1 + p = 1 + f for p < √2 − 1, else 2 (1 + f)

import { exponentialOfMinusSize } from '../../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';
import { logarithmOfParts } from '../../assembly/logarithm';

export function softplus(x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, softened(loadFirst(x, count)), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}

function softened(x: v128): v128 {
  const one = f32x4.splat(1);
  const power = exponentialOfMinusSize(x);
  const isLarge = f32x4.ge(power, f32x4.splat(0.41421357));
  const f = v128.bitselect(f32x4.mul(f32x4.sub(power, one), f32x4.splat(0.5)), power, isLarge);
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), logarithmOfParts(v128.and(isLarge, one), f));
}
