// log x = e log 2 + log m with x = 2ᵉ m, √½ ≤ m < √2, of two float64 numbers at a time
//   log m = 2 artanh s = f − ½ f² + s (½ f² + R(s²)) with f = m − 1, s = f / (2 + f)
// R and its coefficients are those of fdlibm's e_log.c (Sun Microsystems), right to one unit in the last place.

/** The natural logarithm of positive normal numbers. The upper half of a number holds its exponent in 32 bits. */
export function logarithm(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, i64x2.splat(HALF_ROOT)), 20);
  const power = v128.and(i32x4.shl(exponent, 20), i64x2.splat(UPPER_HALF));
  const f = f64x2.sub(i32x4.sub(x, power), f64x2.splat(1));
  const e = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponent, exponent, 1, 3, 1, 3));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let even = next(f64x2.splat(0.15313837699209373), w, 0.22222198432149784);
  even = f64x2.mul(next(even, w, 0.3999999999940942), w);
  let odd = next(f64x2.splat(0.14798198605116586), w, 0.1818357216161805);
  odd = f64x2.mul(next(next(odd, w, 0.2857142874366239), w, 0.6666666666666735), z);
  const halfSquare = f64x2.mul(f64x2.mul(f, f), f64x2.splat(0.5));
  const tail = f64x2.mul(s, f64x2.add(halfSquare, f64x2.add(even, odd)));
  // log 2 in two parts; the first has few enough bits for an exact product.
  const low = f64x2.add(tail, f64x2.mul(e, f64x2.splat(1.9082149292705877e-10)));
  const high = f64x2.mul(e, f64x2.splat(0.6931471803691238));
  return f64x2.sub(high, f64x2.sub(f64x2.sub(halfSquare, low), f));
}

/** The upper bits of √½. */
const HALF_ROOT: i64 = 0x3fe6a09e00000000;

const UPPER_HALF: i64 = -0x100000000;

/** Horner's step. */
function next(sum: v128, x: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, x), f64x2.splat(coefficient));
}
