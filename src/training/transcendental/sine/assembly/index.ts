// output = sin(x + quarters · ½π) for |x| < 2²⁸, four float32 numbers at a time, in float64
//   with n = x / ½π, rounded, and r = x − n ½π:  sin x = ± sin r for even n, ± cos r for odd n
//   with the coefficients of FreeBSD's k_sinf.c and k_cosf.c (B. Evans)

import { loadFirst, storeFirst, toFloat32 } from '../../../../wasm/assembly/lanes';

/** sin x for 0 quarters, cos x for 1. */
export function sine(x: usize, output: usize, count: i32, quarters: i32): void {
  if (count <= 0) return;
  // cos |x| is cos x, but sin |x| lacks the sign of x; with it, sin −0 is −0.
  const sign = i32x4.splat(quarters == 0 ? i32.MIN_VALUE : 0);
  do {
    const four = loadFirst(x, count);
    storeFirst(output, v128.xor(ofFour(f32x4.abs(four), quarters), v128.and(four, sign)), count);
    count -= 4;
    x += 16;
    output += 16;
  } while (count > 0);
}

function ofFour(x: v128, quarters: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  const lowTurns = f64x2.nearest(f64x2.mul(low, f64x2.splat(PER_QUARTER)));
  const highTurns = f64x2.nearest(f64x2.mul(high, f64x2.splat(PER_QUARTER)));
  const turns = v128.shuffle<i32>(
    i32x4.trunc_sat_f64x2_s_zero(lowTurns),
    i32x4.trunc_sat_f64x2_s_zero(highTurns),
    0,
    1,
    4,
    5,
  );
  const r0 = remainder(low, lowTurns);
  const r1 = remainder(high, highTurns);
  const z0 = f64x2.mul(r0, r0);
  const z1 = f64x2.mul(r1, r1);
  const sines = toFloat32(sineNear(r0, z0), sineNear(r1, z1));
  const cosines = toFloat32(cosineNear(z0), cosineNear(z1));
  const quarter = i32x4.add(turns, i32x4.splat(quarters));
  const isOdd = i32x4.shr_s(i32x4.shl(quarter, 31), 31);
  const sign = i32x4.shl(i32x4.shr_u(quarter, 1), 31);
  return v128.xor(v128.bitselect(cosines, sines, isOdd), sign);
}

const PER_QUARTER: f64 = 6.36619772367581382433e-1;

/** ½π in two parts; the first has 25 bits, so that its product with a number of 28 bits is exact. */
function remainder(x: v128, turns: v128): v128 {
  const nearly = f64x2.sub(x, f64x2.mul(turns, f64x2.splat(1.5707963109016418457)));
  return f64x2.sub(nearly, f64x2.mul(turns, f64x2.splat(1.58932547735281966916e-8)));
}

/** sin r for |r| ≤ ¼π, z = r². */
function sineNear(r: v128, z: v128): v128 {
  const cube = f64x2.mul(z, r);
  const first = next(f64x2.splat(8.3333293858894631756e-3), z, -1.66666666416265235595e-1);
  const last = next(f64x2.splat(2.7183114939898219064e-6), z, -1.98393348360966317347e-4);
  return f64x2.add(f64x2.add(r, f64x2.mul(cube, first)), f64x2.mul(f64x2.mul(cube, f64x2.mul(z, z)), last));
}

/** cos r for |r| ≤ ¼π. */
function cosineNear(z: v128): v128 {
  let sum = next(f64x2.splat(2.43904487962774090654e-5), z, -1.38867637746099294692e-3);
  sum = next(sum, z, 4.16666233237390631894e-2);
  sum = next(sum, z, -4.9999999725103100312e-1);
  return next(sum, z, 1);
}

/** Horner's step. */
function next(sum: v128, x: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(coefficient));
}
