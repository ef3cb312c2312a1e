import { add, mean as meanOf, mul, type Tensor } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { broadcast } from '../../internal/broadcast';
import { bernoulliLogLikelihood } from '../bernoulliLogLikelihood/bernoulliLogLikelihood';
import { gaussianKL } from '../gaussianKL/gaussianKL';
import { gaussianLogDensity } from '../gaussianLogDensity';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { zerosOf } from '../zerosOf';
import {
  bernoulliBoundGradWebgpu,
  bernoulliBoundWebgpu,
  boundGradForLogVarianceWebgpu,
  boundGradForMeanWebgpu,
  gaussianBoundGradForLocationWebgpu,
  gaussianBoundGradForSpreadWebgpu,
  gaussianBoundWebgpu,
} from './webgpu';

export interface BoundAttributes {
  /** The weight of the divergence. One of weight 0 is not computed, since it may be infinite. */
  beta: number;
  /** The result is this factor times the sum over the batch; null for one value per example. */
  factor: number | null;
}

type Posterior = Record<'mean' | 'logVariance', Tensor>;

const runBernoulli = /* @__PURE__ */ defineFusedOp<'x' | 'logits' | keyof Posterior, BoundAttributes>({
  name: 'BernoulliBound',
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

const runGaussian = /* @__PURE__ */ defineFusedOp<'x' | 'location' | 'spread' | keyof Posterior, BoundAttributes>({
  name: 'GaussianBound',
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
});

/**
 * Σ log p(x|z), averaged over the samples, minus β Σ KL(N(μ, eˢ) ‖ N(0, 1)), for x [1, batch, elements], the decoder's
 * logits, or means and log-variances, [samples, batch, elements], and the encoder's μ and s [batch, latents].
 */
export function bound(
  x: Tensor,
  { logits, mean: location, logVariance: spread }: Record<string, Tensor>,
  posterior: Posterior,
  attributes: BoundAttributes,
): Tensor {
  return logits
    ? runBernoulli({ x, logits, ...posterior }, attributes)
    : runGaussian({ x, location, spread, ...posterior }, attributes);
}

function composed(logLikelihoods: Tensor, { mean, logVariance }: Posterior, { beta, factor }: BoundAttributes): Tensor {
  const likelihood = meanOf(sumLastAxis(logLikelihoods), 0);
  const cost =
    beta === 0
      ? zerosOf([mean, logVariance], [mean.shape[0]!])
      : mul(sumLastAxis(gaussianKL(mean, logVariance)), -beta);
  const bounds = add(likelihood, cost);
  return factor === null ? bounds : sumLastAxis(bounds, factor);
}
