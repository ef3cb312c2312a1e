import type { Tensor } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { bernoulliLogLikelihood } from '../bernoulliLogLikelihood/bernoulliLogLikelihood';
import { broadcast } from '../broadcast';
import { gaussianLogDensity } from '../gaussianLogDensity/gaussianLogDensity';
import { type BoundAttributes, type BoundPosterior, composed } from './composed';
import {
  bernoulliBoundGradWebgpu,
  bernoulliBoundWebgpu,
  boundGradForLogVarianceWebgpu,
  boundGradForMeanWebgpu,
  gaussianBoundGradForLocationWebgpu,
  gaussianBoundGradForSpreadWebgpu,
  gaussianBoundGradWebgpu,
  gaussianBoundWebgpu,
} from './webgpu';

const runBernoulli = /* @__PURE__ */ defineFusedOp<'x' | 'logits' | keyof BoundPosterior, BoundAttributes>({
  name: 'BoundBernoulli',
  inputs: ['x', 'logits', 'mean', 'logVariance'],
  composed: ({ x, logits, ...posterior }, attributes) =>
    composed(bernoulliLogLikelihood(broadcast(x, logits.shape), logits), posterior, attributes),
  kernels: { webgpu: bernoulliBoundWebgpu },
  gradientKernels: {
    logits: { webgpu: bernoulliBoundGradWebgpu },
    mean: { webgpu: boundGradForMeanWebgpu },
    logVariance: { webgpu: boundGradForLogVarianceWebgpu },
  },
});

const runGaussian = /* @__PURE__ */ defineFusedOp<'x' | 'location' | 'spread' | keyof BoundPosterior, BoundAttributes>({
  name: 'BoundGaussian',
  inputs: ['x', 'location', 'spread', 'mean', 'logVariance'],
  composed: ({ x, location, spread, ...posterior }, attributes) =>
    composed(gaussianLogDensity(x, location, spread), posterior, attributes),
  kernels: { webgpu: gaussianBoundWebgpu },
  gradientKernels: {
    location: { webgpu: gaussianBoundGradForLocationWebgpu },
    spread: { webgpu: gaussianBoundGradForSpreadWebgpu },
    mean: { webgpu: boundGradForMeanWebgpu },
    logVariance: { webgpu: boundGradForLogVarianceWebgpu },
  },
  jointGradient: { inputs: ['location', 'spread'], kernels: { webgpu: gaussianBoundGradWebgpu } },
});

/**
 * Σ log p(x|z), averaged over the samples, minus β Σ KL(N(μ, eˢ) ‖ N(0, 1)), for x [1, batch, elements], the decoder's
 * logits, or means and log-variances, [samples, batch, elements], and the encoder's μ and s [batch, latents].
 */
export function bound(
  x: Tensor,
  { logits, mean: location, logVariance: spread }: Record<string, Tensor>,
  posterior: BoundPosterior,
  attributes: BoundAttributes,
): Tensor {
  return logits
    ? runBernoulli({ x, logits, ...posterior }, attributes)
    : runGaussian({ x, location, spread, ...posterior }, attributes);
}
