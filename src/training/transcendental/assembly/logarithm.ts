// log x = e log 2 + log(1 + f) with x = 2ᵉ (1 + f), √½ ≤ 1 + f < √2, of four float32 numbers at a time
//   log(1 + f) = f − ½ f² + f³ P(f), with the coefficients of Cephes' logf (S. Moshier)

import { next } from '../../../wasm/assembly/exponential';

/** The natural logarithm: −∞ at 0, NaN below. */
export function logarithm(x: v128): v128 {
  // Subnormal numbers have no exponent, so they are multiplied by 2²³.
  const isSmall = f32x4.lt(x, f32x4.splat(f32.MIN_NORMAL_VALUE));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, isSmall);
  const bits = i32x4.sub(normal, i32x4.splat(HALF_ROOT));
  const exponent = i32x4.shr_s(bits, 23);
  const f = f32x4.sub(i32x4.sub(normal, i32x4.shl(exponent, 23)), f32x4.splat(1));
  const e = f32x4.convert_i32x4_s(i32x4.sub(exponent, v128.and(isSmall, i32x4.splat(23))));
  const result = logarithmOfParts(e, f);

  const isFinite = f32x4.lt(x, f32x4.splat(Infinity));
  const isPositive = f32x4.gt(x, f32x4.splat(0));
  const atZero = v128.bitselect(f32x4.splat(-Infinity), f32x4.splat(NaN), f32x4.eq(x, f32x4.splat(0)));
  const elsewhere = v128.bitselect(x, atZero, isPositive);
  return v128.bitselect(result, elsewhere, v128.and(isFinite, isPositive));
}

/** e log 2 + log(1 + f). */
export function logarithmOfParts(e: v128, f: v128): v128 {
  let sum = next(f32x4.splat(7.0376836292e-2), f, -1.151461031e-1);
  sum = next(sum, f, 1.167699874e-1);
  sum = next(sum, f, -1.2420140846e-1);
  sum = next(sum, f, 1.4249322787e-1);
  sum = next(sum, f, -1.6668057665e-1);
  sum = next(sum, f, 2.0000714765e-1);
  sum = next(sum, f, -2.4999993993e-1);
  sum = next(sum, f, 3.3333331174e-1);
  const square = f32x4.mul(f, f);
  // log 2 in two parts; the first has few enough bits for an exact product.
  let rest = f32x4.add(f32x4.mul(f32x4.mul(sum, f), square), f32x4.mul(e, f32x4.splat(-2.1219444e-4)));
  rest = f32x4.sub(rest, f32x4.mul(square, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(f, rest), f32x4.mul(e, f32x4.splat(0.693359375)));
}

/** log(1 + x) = log u + (x − (u − 1)) / u with u = 1 + x, rounded. */
export function logarithmOfSuccessor(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(one, x);
  const whole = logarithm(u);
  // For x above 1, 1 is the term whose bits the sum loses.
  const lost = v128.bitselect(f32x4.sub(one, f32x4.sub(u, x)), f32x4.sub(x, f32x4.sub(u, one)), f32x4.gt(x, one));
  const result = f32x4.add(whole, f32x4.div(lost, u));
  const isPlain = v128.and(f32x4.gt(u, f32x4.splat(0)), f32x4.lt(u, f32x4.splat(Infinity)));
  return v128.bitselect(x, v128.bitselect(result, whole, isPlain), f32x4.eq(u, one));
}

/** The bits of √½. */
const HALF_ROOT: i32 = 0x3f3504f3;
