import { exponential, logarithm } from '../../../webgpu/wgsl/exponential';
import { rowReductions } from '../../../webgpu/wgsl/rows';

/**
 * softmax(row / T) = w / Σ w with w = exp((logit − largest) / T), and w = 0 for a logit of −∞. No infinity enters the
 * arithmetic. A row with NaN or +∞ has only NaN.
 */
export const softening = (lanes: number) => /* wgsl */ `
  ${rowReductions(lanes)}
  ${exponential}
  ${logarithm}

  const IMPOSSIBLE: f32 = -2e30;

  /** Whether a logit counts as −∞, with probability zero; false for NaN. */
  fn impossible(logit: f32) -> bool { return logit < -1e30; }

  fn weight(logit: f32, largest: f32, temperature: f32) -> f32 {
    if (impossible(logit)) { return 0.0; }
    if (isnan(logit) || isinf(logit)) { return uniforms.NAN; }
    return exponential((logit - largest) / temperature);
  }
`;
