// output = xᵇ = ± e^(b log |x|), four float32 numbers at a time, in float64
//   e^y = 2ⁿ · eʳ with n = round(y / log 2) and r = y − n log 2

import { loadFirst, storeFirst, toFloat32 } from '../../../../wasm/assembly/lanes';
import { logarithm } from '../../../../wasm/assembly/logarithm';

/** The exponent b is finite and not 0. */
export function power(x: usize, output: usize, count: i32, exponent: f64): void {
  if (count <= 0) return;
  const isInteger = exponent == floor(exponent);
  const isOdd = isInteger && floor(exponent / 2) * 2 != exponent;
  const atZero: f32 = exponent > 0 ? 0 : Infinity;
  const atInfinity: f32 = exponent > 0 ? Infinity : 0;
  const sign = i32x4.splat(isOdd ? i32.MIN_VALUE : 0);
  const ofNegative = i32x4.splat(isInteger ? 0 : -1);
  do {
    const four = loadFirst(x, count);
    const size = f32x4.abs(four);
    const high = v128.shuffle<f32>(size, size, 2, 3, 2, 3);
    let result = toFloat32(
      ofTwo(f64x2.promote_low_f32x4(size), exponent),
      ofTwo(f64x2.promote_low_f32x4(high), exponent),
    );
    result = v128.bitselect(f32x4.splat(atZero), result, f32x4.eq(size, f32x4.splat(0)));
    const isFinite = f32x4.lt(size, f32x4.splat(Infinity));
    const isNegative = v128.and(f32x4.lt(four, f32x4.splat(0)), isFinite);
    result = v128.bitselect(result, f32x4.splat(atInfinity), isFinite);
    result = v128.or(result, v128.and(four, sign));
    const isUndefined = v128.or(v128.and(isNegative, ofNegative), f32x4.ne(four, four));
    storeFirst(output, v128.bitselect(f32x4.splat(NaN), result, isUndefined), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}

/** xᵇ of two positive normal numbers. */
function ofTwo(x: v128, exponent: f64): v128 {
  const y = f64x2.mul(logarithm(x), f64x2.splat(exponent));
  // Beyond, float32 overflows or is 0.
  const bounded = f64x2.pmax(f64x2.pmin(y, f64x2.splat(200)), f64x2.splat(-200));
  const n = f64x2.nearest(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)));
  // log 2 in two parts; the first has few enough bits for an exact product.
  const nearly = f64x2.sub(bounded, f64x2.mul(n, f64x2.splat(0.6931471803691238)));
  const r = f64x2.sub(nearly, f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)));
  let sum = next(f64x2.splat(1.0 / 362880), r, 1.0 / 40320);
  sum = next(sum, r, 1.0 / 5040);
  sum = next(sum, r, 1.0 / 720);
  sum = next(sum, r, 1.0 / 120);
  sum = next(sum, r, 1.0 / 24);
  sum = next(sum, r, 1.0 / 6);
  sum = next(sum, r, 0.5);
  sum = next(next(sum, r, 1), r, 1);
  const exponents = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n));
  return f64x2.mul(sum, i64x2.shl(i64x2.add(exponents, i64x2.splat(1023)), 52));
}

/** Horner's step. */
function next(sum: v128, x: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(coefficient));
}
