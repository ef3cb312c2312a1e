/**
 * eˣ = 2ⁿ · eʳ with n = round(x / log 2) and r = x − n log 2, and the logarithm. WGSL's own functions lose digits, and
 * turn NaN into numbers on some drivers.
 */
export const exponential = /* wgsl */ `
  fn exponential(x: f32) -> f32 {
    if (isnan(x)) { return x; }
    if (x > 88.72283) { return uniforms.INFINITY; }
    if (x < -87.33654) { return 0.0; }
    let n = round(x * 1.442695);
    // log 2 in two parts; the first has few enough bits for an exact product.
    let r = (x - n * 0.693359375) + n * 0.00021219444;
    let series = 1.0 + r * (1.0 + r * (0.5 + r * (0.16666667 + r * (0.041666667 + r * (0.0083333333 + r *
      (0.0013888889 + r * 0.0001984127))))));
    // In two halves, since 2ⁿ alone may be beyond float32.
    let half = i32(n) >> 1u;
    return series * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((i32(n) - half + 127) << 23u);
  }
`;

/** log x = n log 2 + 2 artanh(t), t = (m − 1) / (m + 1), where x = 2ⁿ m with m from √½ to √2, for x > 0 or NaN. */
export const logarithm = /* wgsl */ `
  fn logarithm(x: f32) -> f32 {
    if (isnan(x) || x > 3.4028234e38) { return x; }
    let n = (bitcast<i32>(x) - 0x3f3504f3) >> 23u;
    let m = bitcast<f32>(bitcast<i32>(x) - (n << 23u));
    let t = (m - 1.0) / (m + 1.0);
    let square = t * t;
    let series = 1.0 + square * (0.33333333 + square * (0.2 + square * (0.14285714 + square * 0.11111111)));
    return f32(n) * 0.69314718 + 2.0 * t * series;
  }
`;

/** eˣ minus the first `order` terms of its series, 0 to 3: a series near zero, the difference elsewhere. */
export const exponentialTail = /* wgsl */ `
  /** Σ_k xᵏ / (k + 3)! for |x| ≤ 1. */
  fn thirdTailRatio(x: f32) -> f32 {
    return 0.16666667 + x * (0.041666667 + x * (0.0083333333 + x * (0.0013888889 + x * (0.0001984127 + x *
      (2.4801587e-5 + x * (2.7557319e-6 + x * (2.7557319e-7 + x * (2.5052108e-8 + x * 2.0876757e-9))))))));
  }

  fn exponentialTail(x: f32, order: i32) -> f32 {
    if (order == 0 || isnan(x)) { return exponential(x); }
    if (abs(x) <= 1.0) {
      var series = thirdTailRatio(x);
      if (order < 3) { series = 0.5 + x * series; }
      if (order < 2) { series = 1.0 + x * series; }
      for (var k = 0; k < order; k++) { series = series * x; }
      return series;
    }
    // Beyond 100 eˣ is infinite, and x must stay finite.
    let bounded = min(x, 100.0);
    var terms = 1.0;
    if (order == 2) { terms = 1.0 + bounded; }
    if (order == 3) { terms = 1.0 + bounded * (1.0 + 0.5 * bounded); }
    return exponential(x) - terms;
  }
`;

/** 1 / (1 + e⁻ˣ), for large |x| without a quotient of infinities. */
export const sigmoid = /* wgsl */ `
  fn sigmoid(x: f32) -> f32 {
    let power = exponential(-abs(x));
    return select(1.0, power, x < 0.0) / (1.0 + power);
  }
`;
