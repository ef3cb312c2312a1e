// output = log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), four float32 numbers at a time

import { exponential } from '../../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';
import { logarithmOfSuccessor } from '../../assembly/logarithm';

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
  const rest = logarithmOfSuccessor(exponential(f32x4.neg(f32x4.abs(x))));
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), rest);
}
