import {
  add,
  cast,
  clone,
  greater,
  mean as meanOf,
  mul,
  reshape,
  square,
  squeeze,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { bernoulliLogLikelihood } from '../ops/bernoulliLogLikelihood/bernoulliLogLikelihood';
import { broadcast } from '../ops/broadcast';
import { gaussianKL } from '../ops/gaussianKL/gaussianKL';
import {
  gaussianLogDensity,
  standardDeviation,
  standardNormalLogDensity,
} from '../ops/gaussianLogDensity/gaussianLogDensity';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';
import { zerosOf } from '../ops/zerosOf';
import type { ElboArguments, ElboTermsOptions } from './elboArguments';

export interface VariationalBound {
  logLikelihood: Tensor1D;
  kl: Tensor1D;
  /** In the shape of the posterior. */
  klPerDimension: Tensor;
  bound: Tensor1D;
}

/** The terms of `elboTerms`; all except `klPerDimension` always have a batch axis. */
export function variationalBound(given: ElboArguments, options: Required<ElboTermsOptions>): VariationalBound {
  const logLikelihood = meanOverSamples<Tensor1D>(sumLastAxis(elementLogLikelihood(given)));
  const klPerDimension = klOfPosterior(given);
  return {
    logLikelihood,
    kl: sumLastAxis(klPerDimension) as Tensor1D,
    klPerDimension: reshape(klPerDimension, given.posteriorShape),
    bound: add(logLikelihood, negativeCost(given, klPerDimension, options)),
  };
}

/** log p(x|z) of each element: [samples, batch, elements]. */
export function elementLogLikelihood({ x, decoded: { logits, mean, logVariance } }: ElboArguments): Tensor {
  return logits ? bernoulliLogLikelihood(broadcast(x, logits.shape), logits) : gaussianLogDensity(x, mean, logVariance);
}

/** KL(q(z|x) ‖ N(0, 1)) of each example and dimension, or its estimate from the samples: [batch, latents]. */
function klOfPosterior(given: ElboArguments): Tensor2D {
  if (given.sample || given.noise) return meanOverSamples(logRatio(given));
  return gaussianKL(given.mean, given.logVariance) as Tensor2D;
}

/** The parameters of a diagonal Gaussian, and its sample z or the ε of z = μ + σε, in shapes that broadcast. */
interface Drawn {
  mean: Tensor;
  logVariance: Tensor;
  sample?: Tensor;
  noise?: Tensor;
}

/**
 * log q(z|x) − log p(z) of each entry of the sample or noise, in its shape; p is the standard normal. With
 * `stopPosterior` the parameters within log q are constants and act only through z.
 */
export function logRatio({ mean, logVariance, sample, noise }: Drawn, stopPosterior = false): Tensor {
  const constant = (x: Tensor) => (stopPosterior ? noGradient(() => clone(x)) : x);
  const [mu, s] = [constant(mean), constant(logVariance)];
  if (sample) return sub(gaussianLogDensity(sample, mu, s), standardNormalLogDensity(sample));
  const z = add(mean, mul(standardDeviation(logVariance), noise!));
  // log q(z) is log N(ε; 0, 1) up to the change of unit. Of z − z only the gradient counts.
  const epsilon = stopPosterior
    ? add(constant(noise!), mul(sub(z, constant(z)), standardDeviation(s, -1)))
    : (noise as Tensor);
  return mul(sub(sub(square(z), square(epsilon)), s), 0.5);
}

/** −β Σ_d KL_d, the KL of each dimension at least λ: [batch]. A term of weight 0 is 0 even where the KL is infinite. */
function negativeCost(
  { mean, logVariance, sample, noise }: ElboArguments,
  klPerDimension: Tensor2D,
  { beta, freeBits, freeBitsAxis }: Required<ElboTermsOptions>,
): Tensor1D {
  if (beta === 0) {
    const unused = [mean, logVariance, sample ?? noise].filter((tensor) => tensor !== undefined);
    return zerosOf(unused, [mean.shape[0]]);
  }
  const floored =
    freeBits > 0 && klPerDimension.size > 0 ? atLeast(freeBits, klPerDimension, freeBitsAxis) : klPerDimension;
  return mul(sumLastAxis(floored), -beta);
}

const meanOverSamples = <T extends Tensor>(x: Tensor): T => (x.shape[0] === 1 ? squeeze(x, [0]) : meanOf(x, 0)) as T;

/** The KL where it is above the floor, elsewhere the floor, without a gradient. */
function atLeast(floor: number, klPerDimension: Tensor2D, axis: 'batch' | 'example'): Tensor2D {
  const above = noGradient(() => {
    const compared = axis === 'batch' ? meanOf(klPerDimension, 0, true) : klPerDimension;
    return cast(greater(compared, floor), 'float32');
  });
  return add(mul(klPerDimension, above), mul(sub(1, above), floor));
}
