// Exponential functions of four float32 at a time, right to about one unit in the last place; NaN stays NaN.

/** eˣ = 2ⁿ · eʳ with |r| ≤ ½ log 2. The power of two comes in two halves, so that it may be subnormal or infinite. */
export function exponential(x: v128): v128 {
  const z = f32x4.pmax(f32x4.pmin(x, f32x4.splat(110)), f32x4.splat(-110));
  const n = f32x4.nearest(f32x4.mul(z, f32x4.splat(Mathf.LOG2E)));
  // log 2 in two parts, the first of which has few enough bits for an exact product.
  const high = f32x4.sub(z, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-0.00021219444)));
  let sum = f32x4.splat(1.0 / 5040);
  sum = next(sum, r, 1.0 / 720);
  sum = next(sum, r, 1.0 / 120);
  sum = next(sum, r, 1.0 / 24);
  sum = next(sum, r, 1.0 / 6);
  sum = next(sum, r, 0.5);
  sum = next(sum, r, 1);
  sum = next(sum, r, 1);
  const exponent = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(sum, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ less the first `order` terms of its series, 1 to 3, for |x| ≤ 1: xⁿ Σ_k xᵏ/(n + k)! with n the order. */
export function tailNearZero(x: v128, order: i32): v128 {
  let sum = f32x4.splat(1.0 / 479001600);
  sum = next(sum, x, 1.0 / 39916800);
  sum = next(sum, x, 1.0 / 3628800);
  sum = next(sum, x, 1.0 / 362880);
  sum = next(sum, x, 1.0 / 40320);
  sum = next(sum, x, 1.0 / 5040);
  sum = next(sum, x, 1.0 / 720);
  sum = next(sum, x, 1.0 / 120);
  sum = next(sum, x, 1.0 / 24);
  sum = next(sum, x, 1.0 / 6);
  if (order < 3) sum = next(sum, x, 0.5);
  if (order < 2) sum = next(sum, x, 1);
  for (let k = 0; k < order; k++) sum = f32x4.mul(sum, x);
  return sum;
}

/** The tail of any order from 0 to 3 for any x: the series near zero, the difference where little cancels. */
export function exponentialTail(x: v128, order: i32): v128 {
  const whole = exponential(x);
  if (order === 0) return whole;
  // Beyond 100 eˣ is infinite, and x must not become so too.
  const bounded = f32x4.pmin(x, f32x4.splat(100));
  let terms = f32x4.splat(order === 3 ? 0.5 : 1);
  for (let k = 1; k < order; k++) terms = next(terms, bounded, 1);
  const near = clamp(x);
  return v128.bitselect(tailNearZero(near, order), f32x4.sub(whole, terms), f32x4.eq(near, x));
}

/** x between −1 and 1. */
export function clamp(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(1)), f32x4.splat(-1));
}

/** Horner's step. */
export function next(sum: v128, x: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(sum, x), f32x4.splat(coefficient));
}
