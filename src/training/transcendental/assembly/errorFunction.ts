// erf x = x + x P(x²) for |x| < 1, else 1 − e^−Q(x) for x > 0, of four float32 numbers at a time
//   P and Q are least-squares fits to erf x / x − 1 and −log(1 − erf x) at Chebyshev points of [0, 1] and [1, 4]

import { exponentialOfNegative, linear } from '../../../wasm/assembly/exponential';
import { multiplyAdd } from '../../../wasm/assembly/multiplyAdd';

export function errorFunction(x: v128): v128 {
  // Pairs of terms need not wait for each other.
  const square = f32x4.mul(x, x);
  const fourth = f32x4.mul(square, square);
  const p0 = linear(square, 1.2837916612625122e-1, -3.7612637877464294e-1);
  const p2 = linear(square, 1.1283782869577408e-1, -2.6865437626838684e-2);
  const p4 = linear(square, 5.221053492277861e-3, -8.484396385028958e-4);
  const p6 = linear(square, 1.1268253729213029e-4, -9.673591193859465e-6);
  const upper = multiplyAdd(p6, fourth, p4);
  const p = multiplyAdd(upper, f32x4.mul(fourth, fourth), multiplyAdd(p2, fourth, p0));
  const near = multiplyAdd(x, p, x);

  // From 4 on, erf is 1 in float32. NaN stays.
  const size = f32x4.abs(x);
  const bounded = f32x4.pmin(size, f32x4.splat(4));
  const second = f32x4.mul(bounded, bounded);
  const last = f32x4.mul(second, second);
  const q0 = linear(bounded, -3.032129898201674e-4, 1.1301666498184204);
  const q2 = linear(bounded, 6.319370865821838e-1, 1.0997824370861053e-1);
  const q4 = linear(bounded, -2.636471763253212e-2, 4.740222357213497e-3);
  const q6 = linear(bounded, -5.927695310674608e-4, 4.559062290354632e-5);
  const rest = multiplyAdd(last, f32x4.splat(-1.6140616025950294e-6), multiplyAdd(q6, second, q4));
  const q = multiplyAdd(rest, last, multiplyAdd(q2, second, q0));
  const far = f32x4.sub(f32x4.splat(1), exponentialOfNegative(f32x4.neg(q)));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(1)));
}
