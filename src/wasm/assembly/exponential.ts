// eˣ = 2ⁿ · eʳ with n = round(x / log 2) and r = x − n log 2, of four float32 numbers at a time
//   accurate to about one unit in the last place; NaN stays NaN

import { multiplyAdd } from './multiplyAdd';

/** eˣ. */
export function exponential(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(110)), f32x4.splat(-110));
  const n = roundedLog2(bounded);
  return scaled(remainingFactor(bounded, n), i32x4.sub(n, f32x4.splat(ROUND)));
}

/** eˣ − 1 = 2ⁿ ((eʳ − 1) + (1 − 2⁻ⁿ)): −1 below −40, and 2⁻⁶⁴ is too small to count. */
export function exponentialMinusOne(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(110)), f32x4.splat(-40));
  const n = roundedLog2(bounded);
  const exponent = i32x4.sub(n, f32x4.splat(ROUND));
  const inverse = powerOfTwo(i32x4.neg(i32x4.min_s(exponent, i32x4.splat(64))));
  const sum = f32x4.add(remainingFactorMinusOne(bounded, n), f32x4.sub(f32x4.splat(1), inverse));
  return v128.bitselect(x, scaled(sum, exponent), f32x4.splat(-0)); // the sign of −0, too
}

/** eˣ for x ≤ 0, and 0 if that is below the normal range of float32, because n is added directly to the exponent. */
export function exponentialOfNegative(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-87));
  const n = roundedLog2(bounded);
  const power = i32x4.add(remainingFactor(bounded, n), i32x4.shl(n, 23));
  return v128.andnot(power, f32x4.lt(x, f32x4.splat(-87)));
}

/** e^−|x|. Its power of two is never large, so one product with 2⁶⁴⁺ⁿ and one with 2⁻⁶⁴ keep subnormal results. */
export function exponentialOfMinusSize(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.neg(f32x4.abs(x)), f32x4.splat(-110));
  const n = roundedLog2(bounded);
  const large = f32x4.mul(remainingFactor(bounded, n), powerOfTwo(i32x4.add(n, i32x4.splat(64))));
  return f32x4.mul(large, f32x4.splat(5.421010862427522e-20));
}

/** 1.5 · 2²³: added to a number below 2²², it leaves the nearest integer in the lowest bits of the sum. */
const ROUND: f32 = 12582912;

/** n = x / log 2, rounded, plus 1.5 · 2²³. */
function roundedLog2(x: v128): v128 {
  return multiplyAdd(x, f32x4.splat(Mathf.LOG2E), f32x4.splat(ROUND));
}

/** eʳ with r = x − n log 2, |r| ≤ ½ log 2. */
function remainingFactor(x: v128, rounded: v128): v128 {
  return f32x4.add(f32x4.splat(1), remainingFactorMinusOne(x, rounded));
}

/** eʳ − 1. Terms are paired so that they need not wait for each other. */
function remainingFactorMinusOne(x: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, f32x4.splat(ROUND));
  // log 2 in two parts; the first has few enough bits for an exact product.
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-0.00021219444)));
  const square = f32x4.mul(r, r);
  let sum = linear(r, 1.0 / 720, 1.0 / 5040);
  sum = multiplyAdd(sum, square, linear(r, 1.0 / 24, 1.0 / 120));
  sum = multiplyAdd(sum, square, linear(r, 1.0 / 2, 1.0 / 6));
  return multiplyAdd(sum, square, r);
}

/** 2ⁿ x. The power is applied in two halves, so that the result may be subnormal or infinite. */
function scaled(x: v128, n: v128): v128 {
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(x, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** (eˣ − 1 − x − x²/2) / x³ for |x| ≤ 1: Σ_k xᵏ / (k + 3)!. */
export function thirdTailRatio(x: v128): v128 {
  const square = f32x4.mul(x, x);
  let sum = linear(x, 1.0 / 39916800, 1.0 / 479001600);
  sum = multiplyAdd(sum, square, linear(x, 1.0 / 362880, 1.0 / 3628800));
  sum = multiplyAdd(sum, square, linear(x, 1.0 / 5040, 1.0 / 40320));
  sum = multiplyAdd(sum, square, linear(x, 1.0 / 120, 1.0 / 720));
  return multiplyAdd(sum, square, linear(x, 1.0 / 6, 1.0 / 24));
}

export function linear(x: v128, constant: f32, slope: f32): v128 {
  return multiplyAdd(f32x4.splat(slope), x, f32x4.splat(constant));
}

/** eˣ minus the first `order` terms of its series, 0 to 3: a series near zero, the difference elsewhere. */
export function exponentialTail(x: v128, order: i32): v128 {
  const whole = exponential(x);
  if (order === 0) return whole;
  const near = clamp(x);
  let series = thirdTailRatio(near);
  if (order < 3) series = next(series, near, 0.5);
  if (order < 2) series = next(series, near, 1);
  // Beyond 100, eˣ is infinite, and x must stay finite.
  const bounded = f32x4.pmin(x, f32x4.splat(100));
  let terms = f32x4.splat(order === 3 ? 0.5 : 1);
  for (let k = 1; k < order; k++) {
    series = f32x4.mul(series, near);
    terms = next(terms, bounded, 1);
  }
  return v128.bitselect(f32x4.mul(series, near), f32x4.sub(whole, terms), f32x4.eq(near, x));
}

/** x clipped to [−1, 1]. */
export function clamp(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(1)), f32x4.splat(-1));
}

/** Horner's step. */
export function next(sum: v128, x: v128, coefficient: f32): v128 {
  return multiplyAdd(sum, x, f32x4.splat(coefficient));
}
