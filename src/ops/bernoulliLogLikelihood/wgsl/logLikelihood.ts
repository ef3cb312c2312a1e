/** x l − log(1 + eˡ) = (x − [l > 0]) l − log(1 + e^−|l|), l the logit. Needs `exponential`. */
export const bernoulliLogLikelihood = /* wgsl */ `
  /** log(1 + y) = 2 artanh(t) = 2 (t + t³/3 + t⁵/5 + ...), t = y / (2 + y), for y in [0, 1]. */
  fn logOnePlus(y: f32) -> f32 {
    let t = y / (2.0 + y);
    let square = t * t;
    return 2.0 * t * (1.0 + square * (0.33333333 + square * (0.2 + square * (0.14285714 + square * (0.11111111 +
      square * (0.090909091 + square * (0.076923077 + square * 0.066666667)))))));
  }

  fn bernoulliLogLikelihood(x: f32, logit: f32) -> f32 {
    if (isnan(logit)) { return logit; }
    // The largest float32 replaces an infinite logit, because its product with 0 is 0.
    let finite = clamp(logit, -3.4028234e38, 3.4028234e38);
    return (x - select(0.0, 1.0, logit > 0.0)) * finite - logOnePlus(exponential(-abs(logit)));
  }
`;

/** The derivative x − p for the logit, p = sigmoid(l), without cancellation where x is 0 or 1. Needs `sigmoid`. */
export const bernoulliSlope = /* wgsl */ `
  fn bernoulliSlope(x: f32, logit: f32) -> f32 { return x * sigmoid(-logit) - (1.0 - x) * sigmoid(logit); }
`;
