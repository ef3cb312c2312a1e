// Φ(x) = ½ (1 + erf(x / √2)) and its slope φ(x) = e^(−x²/2) / √(2π), four float32 numbers at a time:
//   output = x Φ(x), or with dy its gradient dy · (Φ(x) + x φ(x))
// One function for both, because the compiler inlines only what is called once.

import { exponential } from '../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';
import { multiplyAdd } from '../../../wasm/assembly/multiplyAdd';
import { errorFunction } from '../../transcendental/assembly/errorFunction';

/** Writes the value if the address `dy` is 0, else the gradient. */
export function gelu(x: usize, dy: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    const four = loadFirst(x, count);
    const half = f32x4.splat(0.5);
    const probability = multiplyAdd(errorFunction(f32x4.mul(four, f32x4.splat(Mathf.SQRT1_2))), half, half);
    if (dy) {
      const density = f32x4.mul(
        exponential(f32x4.mul(f32x4.mul(four, four), f32x4.splat(-0.5))),
        f32x4.splat(0.3989422804014327),
      );
      storeFirst(output, f32x4.mul(loadFirst(dy, count), multiplyAdd(four, density, probability)), count);
      dy += 16;
    } else {
      storeFirst(output, f32x4.mul(four, probability), count);
    }
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}
