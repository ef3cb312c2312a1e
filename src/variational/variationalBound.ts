import {
  add,
  cast,
  greater,
  mean as meanOf,
  mul,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { broadcast } from '../internal/broadcast';
import { sumLastAxis } from '../internal/sumLastAxis';
import { bernoulliLogLikelihood } from '../ops/bernoulliLogLikelihood/bernoulliLogLikelihood';
import { gaussianKL } from '../ops/gaussianKL/gaussianKL';
import {
  type Decoded,
  type ElboArguments,
  type ElboTermsOptions,
  elboArguments,
  type Posterior,
} from './elboArguments';
import { gaussianLogDensity, standardNormalLogDensity } from './gaussianLogDensity';

export interface VariationalBound {
  logLikelihood: Tensor1D;
  kl: Tensor1D;
  klPerDimension: Tensor2D;
  bound: Tensor1D;
  unbatched: boolean;
}

/** The terms of `elboTerms`, with a batch axis always. */
export function variationalBound(
  functionName: string,
  x: Tensor | TensorLike,
  decoded: Decoded,
  posterior: Posterior,
  options: Required<ElboTermsOptions>,
): VariationalBound {
  const given = elboArguments(functionName, x, decoded, posterior, options);
  const { beta, freeBits, freeBitsAxis } = options;
  const logLikelihood: Tensor1D = meanOf(sumLastAxis(elementLogLikelihood(given)), 0);
  const klPerDimension = divergence(given);
  const kl: Tensor1D = sum(klPerDimension, 1);
  const cost = freeBits > 0 ? sum(atLeast(freeBits, klPerDimension, freeBitsAxis), 1) : kl;
  const bound: Tensor1D = sub(logLikelihood, mul(cost, beta));
  return { logLikelihood, kl, klPerDimension, bound, unbatched: given.unbatched };
}

/** log p(x|z) of each element: [samples, batch, elements]. */
function elementLogLikelihood({ x, decoded: { logits, mean, logVariance } }: ElboArguments): Tensor {
  return logits ? bernoulliLogLikelihood(broadcast(x, logits.shape), logits) : gaussianLogDensity(x, mean, logVariance);
}

/** KL(q(z|x) ‖ N(0, 1)) of each example and dimension, or its estimate from the samples: [batch, latents]. */
function divergence({ mean, logVariance, sample }: ElboArguments): Tensor2D {
  if (!sample) return gaussianKL(mean, logVariance) as Tensor2D;
  return meanOf(sub(gaussianLogDensity(sample, mean, logVariance), standardNormalLogDensity(sample)), 0);
}

/** The KL where it is above the floor, the floor without a gradient where it is not. */
function atLeast(floor: number, klPerDimension: Tensor2D, axis: 'batch' | 'example'): Tensor2D {
  const above = noGradient(() => {
    const compared = axis === 'batch' ? meanOf(klPerDimension, 0, true) : klPerDimension;
    return cast(greater(compared, floor), 'float32');
  });
  return add(mul(klPerDimension, above), mul(sub(1, above), floor));
}
