// tanh x for x ≥ 0, of four float32 numbers at a time: x + x³ P(x²) below 0.625, else 1 − 2p / (p + 1) with p = e⁻²ˣ
//   with the coefficients of Cephes' tanhf (S. Moshier)

import { exponentialOfNegative, next } from '../../../wasm/assembly/exponential';

export function hyperbolicTangent(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(size, size);
  let sum = next(f32x4.splat(-5.70498872745e-3), square, 2.06390887954e-2);
  sum = next(sum, square, -5.37397155531e-2);
  sum = next(sum, square, 1.33314422036e-1);
  sum = next(sum, square, -3.33332819422e-1);
  const near = f32x4.add(f32x4.mul(f32x4.mul(sum, square), size), size);

  const power = exponentialOfNegative(f32x4.mul(size, f32x4.splat(-2)));
  const part = f32x4.div(f32x4.add(power, power), f32x4.add(power, f32x4.splat(1)));
  const far = f32x4.sub(f32x4.splat(1), part);
  const result = v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(0.625)));
  return v128.or(result, v128.and(x, f32x4.splat(-0.0)));
}
