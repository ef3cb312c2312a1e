import { logarithm } from '../../../webgpu/wgsl/exponential';

/**
 * The basis of a spline with `points` target points t_k of each of `systems` sets, φ(d) = ½ s log s with s = |d|², and
 * the symmetric matrix [Φ + λ I, P; Pᵀ, 0] of `uniforms.n` rows, row k of P (1, x, y).
 */
export const splineSystem = /* wgsl */ `
  ${logarithm}

  fn pointAt(system: i32, k: i32) -> vec2<f32> {
    let first = 2 * (system * uniforms.points + k);
    return vec2<f32>(targetAt(first), targetAt(first + 1));
  }

  fn radial(d: vec2<f32>) -> f32 {
    let s = dot(d, d);
    if (s == 0.0) { return 0.0; }
    return 0.5 * s * logarithm(s);
  }

  fn radialSlope(d: vec2<f32>) -> vec2<f32> {
    let s = dot(d, d);
    if (s == 0.0) { return vec2<f32>(); }
    return d * (logarithm(s) + 1.0);
  }

  /** Entry k of (φ(t_1 − p), φ(t_2 − p), ..., 1, x, y). */
  fn basisAt(system: i32, k: i32, p: vec2<f32>) -> f32 {
    if (k < uniforms.points) { return radial(pointAt(system, k) - p); }
    return select(select(p.y, p.x, k == uniforms.points + 1), 1.0, k == uniforms.points);
  }

  fn matrixAt(system: i32, i: i32, j: i32) -> f32 {
    if (min(i, j) >= uniforms.points) { return 0.0; }
    let entry = basisAt(system, max(i, j), pointAt(system, min(i, j)));
    return entry + select(0.0, uniforms.regularization, i == j);
  }
`;

/** The position of pixel n of the output; `coordinates` has the x of its columns, then the y of its rows. */
export const placeOfPixel = /* wgsl */ `
  fn placeOf(n: i32) -> vec2<f32> {
    return vec2<f32>(coordinatesAt(n % uniforms.width), coordinatesAt(uniforms.width + n / uniforms.width));
  }
`;
