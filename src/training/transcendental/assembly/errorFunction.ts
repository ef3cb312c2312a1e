// erf x = x + x P(x²) for |x| < 1, else 1 − e^−Q(x) for x > 0, of four float32 numbers at a time
//   P and Q are least-squares fits to erf x / x − 1 and −log(1 − erf x) at Chebyshev points of [0, 1] and [1, 4]

import { exponential, next } from '../../../wasm/assembly/exponential';

export function errorFunction(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let p = next(f32x4.splat(-9.673591193859465e-6), square, 1.1268253729213029e-4);
  p = next(p, square, -8.484396385028958e-4);
  p = next(p, square, 5.221053492277861e-3);
  p = next(p, square, -2.6865437626838684e-2);
  p = next(p, square, 1.1283782869577408e-1);
  p = next(p, square, -3.7612637877464294e-1);
  p = next(p, square, 1.2837916612625122e-1);
  const near = f32x4.add(x, f32x4.mul(x, p));

  // From 4 on, erf is 1 in float32. NaN stays.
  const bounded = f32x4.pmin(size, f32x4.splat(4));
  let q = next(f32x4.splat(-1.6140616025950294e-6), bounded, 4.559062290354632e-5);
  q = next(q, bounded, -5.927695310674608e-4);
  q = next(q, bounded, 4.740222357213497e-3);
  q = next(q, bounded, -2.636471763253212e-2);
  q = next(q, bounded, 1.0997824370861053e-1);
  q = next(q, bounded, 6.319370865821838e-1);
  q = next(q, bounded, 1.1301666498184204);
  q = next(q, bounded, -3.032129898201674e-4);
  const far = f32x4.sub(f32x4.splat(1), exponential(f32x4.neg(q)));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(1)));
}
