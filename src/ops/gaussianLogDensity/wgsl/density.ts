import { logTwoPi } from '../logTwoPi';

/**
 * log N(x; μ, eˢ) and its derivatives for μ and s. They use e^(−s/2), which outlasts e⁻ˢ where s is large. Needs
 * `exponential`.
 */
export const gaussianDensity = /* wgsl */ `
  fn deviation(x: f32, mean: f32, s: f32) -> f32 { return (x - mean) * exponential(-0.5 * s); }

  fn gaussianLogDensity(x: f32, mean: f32, s: f32) -> f32 {
    let d = deviation(x, mean, s);
    return -0.5 * (d * d + s + ${logTwoPi});
  }

  fn slopeForMean(x: f32, mean: f32, s: f32) -> f32 { return deviation(x, mean, s) * exponential(-0.5 * s); }

  fn slopeForLogVariance(x: f32, mean: f32, s: f32) -> f32 {
    let d = deviation(x, mean, s);
    return 0.5 * (d * d - 1.0);
  }
`;
