// Φ(x), φ(x) = e^(−x²/2) / √(2π), four float32 numbers at a time:
//   output = x Φ(x), or with dy its gradient dy · (Φ(x) + x φ(x))
// One function for both, because the compiler inlines only what is called once. Both need e^(−x²/2), since
//   Φ(−|x|) = e^(−x²/2) t P(t − 0.6)  with t = 1 / (1 + 0.47 |x|)
// where P is a least-squares fit at Chebyshev points of t for |x| up to 14.5, beyond which Φ(−|x|) is 0 in float32.

import { exponentialOfNegative, linear } from '../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';
import { multiplyAdd } from '../../../wasm/assembly/multiplyAdd';

/** Writes the value if the address `dy` is 0, else the gradient. */
export function gelu(x: usize, dy: usize, output: usize, count: i32): void {
  if (count <= 0) return;
  do {
    const four = loadFirst(x, count);
    const power = exponentialOfNegative(f32x4.mul(f32x4.mul(four, four), f32x4.splat(-0.5)));
    const tail = f32x4.mul(power, tailRatio(f32x4.abs(four)));
    const probability = v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), f32x4.lt(four, f32x4.splat(0)));
    if (dy) {
      const density = f32x4.mul(power, f32x4.splat(0.3989422804014327));
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

/** Φ(−x) / e^(−x²/2) for x ≥ 0. Terms are paired so that they need not wait for each other. */
function tailRatio(x: v128): v128 {
  const t = f32x4.div(f32x4.splat(1), linear(x, 1, 0.47));
  const u = f32x4.sub(t, f32x4.splat(0.6));
  const square = f32x4.mul(u, u);
  const fourth = f32x4.mul(square, square);
  const low = multiplyAdd(
    linear(u, 0.06339817693489883, -0.1347487113888773),
    square,
    linear(u, 0.3556404046984002, 0.35554838854147097),
  );
  const middle = multiplyAdd(
    linear(u, -0.04675893738759386, -0.03067514440918158),
    square,
    linear(u, 0.0004242084232526297, 0.0801443697985559),
  );
  const high = multiplyAdd(fourth, f32x4.splat(0.046853663875015286), middle);
  return f32x4.mul(multiplyAdd(high, fourth, low), t);
}
