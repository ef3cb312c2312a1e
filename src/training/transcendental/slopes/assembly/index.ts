// erfGradient:   output = dy · 2 / √π · e^−x²
// tanhGradient:  output = dy · (1 − tanh² x), four float32 numbers at a time

import { exponential } from '../../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../../wasm/assembly/lanes';
import { hyperbolicTangent } from '../../assembly/hyperbolicTangent';

export function erfGradient(dy: usize, x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, f32x4.mul(loadFirst(dy, count), slopeOfErf(loadFirst(x, count))), count);
    count -= 4;
    dy += 16;
    x += 16;
    output += 16;
  } while (count > 0);
}

export function tanhGradient(dy: usize, x: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    storeFirst(output, f32x4.mul(loadFirst(dy, count), slopeOfTanh(loadFirst(x, count))), count);
    count -= 4;
    dy += 16;
    x += 16;
    output += 16;
  } while (count > 0);
}

function slopeOfErf(x: v128): v128 {
  return f32x4.mul(exponential(f32x4.neg(f32x4.mul(x, x))), f32x4.splat(1.1283791670955126));
}

function slopeOfTanh(x: v128): v128 {
  const y = hyperbolicTangent(x);
  return f32x4.sub(f32x4.splat(1), f32x4.mul(y, y));
}
