/** xᵖ for x ≥ 0 or NaN; 0 for x up to `least`, as in `ops/absolutePower`. Needs `exponential` and `logarithm`. */
export const power = /* wgsl */ `
  fn power(x: f32, exponent: f32, least: f32) -> f32 {
    if (exponent == 0.0) { return 1.0; }
    if (exponent == 1.0 || isnan(x)) { return x; }
    if (x <= least) { return 0.0; }
    return exponential(exponent * logarithm(x));
  }
`;
