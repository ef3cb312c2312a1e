/**
 * a b + c of four float32 numbers, with one rounding or two: ../relaxedSimd.ts makes it one instruction where c is a
 * variable or a constant.
 */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}
