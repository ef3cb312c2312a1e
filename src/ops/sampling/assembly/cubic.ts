// Keys' kernel: k(t) = (A + 2) t³ − (A + 3) t² + 1 up to t = 1, A (t − 1)(t − 2)² up to t = 2

const A: f32 = -0.75;

/** ((A + 2) t − (A + 3)) t² + 1, for distances t up to 1. */
export function cubicNear(t: v128): v128 {
  const inner = f32x4.sub(f32x4.mul(t, f32x4.splat(A + 2)), f32x4.splat(A + 3));
  return f32x4.add(f32x4.mul(f32x4.mul(t, t), inner), f32x4.splat(1));
}

/** 3 (A + 2) t² − 2 (A + 3) t. */
export function cubicNearDerivative(t: v128): v128 {
  return f32x4.mul(t, f32x4.sub(f32x4.mul(t, f32x4.splat(3 * (A + 2))), f32x4.splat(2 * (A + 3))));
}

/** A t (1 − t)², at the distance t + 1. */
export function cubicFar(t: v128): v128 {
  const opposite = f32x4.sub(f32x4.splat(1), t);
  return f32x4.mul(f32x4.mul(t, f32x4.splat(A)), f32x4.mul(opposite, opposite));
}

/** A (1 − t)(1 − 3 t). */
export function cubicFarDerivative(t: v128): v128 {
  const one = f32x4.splat(1);
  const opposite = f32x4.mul(f32x4.sub(one, t), f32x4.splat(A));
  return f32x4.mul(opposite, f32x4.sub(one, f32x4.mul(t, f32x4.splat(3))));
}
