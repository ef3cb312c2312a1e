import * as tf from '@tensorflow/tfjs-core';
import * as variational from '../../../../src/variational';
import { tensorArguments } from '../../differences';
import type { Random } from '../../Random';
import type { Call, Target } from '../../Target';
import { logits, sameShape, shares } from './draws';

/** Samples of a distribution with two parameters that broadcast, of which the second is positive for most. */
const sampled = (name: string, call: Call, { low = 0.2 } = {}): Target => ({
  name,
  call,
  draw: (r) => {
    const [shape, other] = r.broadcastable(3);
    const drawn = tf.broadcast_util.assertAndGetBroadcastShape(shape, other);
    const noise = r.floats([...(r.chance(0.3) ? [r.integer(1, 3)] : []), ...drawn], { low: 0.01, high: 0.99 });
    return [r.floats(shape), r.floats(other, { low, high: 3 }), { noise }];
  },
  least: 0.1, // location and scale · quantile may cancel, as may the gradients of parameters that broadcast
});

const logWeights = (r: Random) => r.floats(r.chance(0.3) ? [r.integer(1, 5)] : [r.integer(1, 5), r.size()]);

/** Logarithms of numbers about 1 cancel. */
const LEAST_LOGARITHM = 0.1;

const ofWeights = (name: string, call: Call): Target => ({
  name,
  call,
  draw: (r) => [logWeights(r)],
  least: LEAST_LOGARITHM,
});

/** Data, decoder and posterior of one model, as `elbo` takes them. */
const model = (r: Random, samples: number) => {
  const [batch, pixels, latent] = [r.integer(1, 4), r.integer(1, 6), r.integer(1, 4)];
  const decoded = [samples, batch, pixels];
  const posterior = { mean: r.floats([batch, latent]), logVariance: r.floats([batch, latent]) };
  return [
    shares(r, [batch, pixels]),
    r.chance(0.5)
      ? { logits: r.floats(decoded) }
      : { mean: r.floats(decoded), logVariance: r.floats(decoded, { tame: true }) },
    { ...posterior, [r.pick('noise', 'sample')]: r.floats([samples, batch, latent]) },
  ];
};

/** An infinite logit costs as much as the largest float, which an infinite KL may exceed or meet as −Infinity. */
const isInfiniteTwice = (args: readonly unknown[]) =>
  tensorArguments(args).filter(({ values }) => values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY))
    .length > 1;

export const variationalTargets: Target[] = [
  sameShape('gaussianKL', 2, (mean, logVariance) => variational.gaussianKL(mean, logVariance)),
  sameShape('gaussianLogLikelihood', 3, (x, mean, logVariance) =>
    variational.gaussianLogLikelihood(x, mean, logVariance),
  ),
  sameShape('bernoulliLogLikelihood', 2, (x, l) => variational.bernoulliLogLikelihood(x, l)),
  sameShape('reparameterize', 3, (mean, logVariance, noise) =>
    variational.reparameterize(mean, logVariance, { noise }),
  ),
  {
    name: 'elbo',
    least: LEAST_LOGARITHM,
    call: (x, l, mean, logVariance, beta) => variational.elbo(x, { logits: l }, { mean, logVariance }, { beta }),
    draw: (r) => {
      const [batch, pixels, latent] = [r.integer(1, 4), r.integer(1, 6), r.integer(1, 4)];
      return [
        r.floats([batch, pixels], { low: 0, high: 1 }),
        r.floats([batch, pixels]),
        r.floats([batch, latent]),
        r.floats([batch, latent]),
        r.pick(0, 1, 4),
      ];
    },
    leaveOut: isInfiniteTwice,
  },
  {
    name: 'importanceWeightedBound',
    least: LEAST_LOGARITHM,
    call: (w) => variational.importanceWeightedBound(w),
    draw: (r) => [r.floats([r.integer(1, 5), r.size()])],
  },
  {
    name: 'elboTerms',
    least: LEAST_LOGARITHM,
    call: (x, decoded, posterior, options) => Object.values(variational.elboTerms(x, decoded, posterior, options)),
    draw: (r) => {
      const estimator = r.pick('analytic', 'monteCarlo');
      return [
        ...model(r, r.integer(1, 3)),
        { estimator, beta: r.pick(0, 0.5, 1), ...(estimator === 'analytic' && { freeBits: r.pick(0, 0.5) }) },
      ];
    },
    leaveOut: isInfiniteTwice,
  },
  {
    name: 'fullVariationalBound',
    least: LEAST_LOGARITHM,
    call: (bounds, weights, options) => variational.fullVariationalBound(bounds, weights, options),
    draw: (r) => {
      const weights = Array.from({ length: r.integer(1, 2) }, () => {
        const shape = r.shape(2);
        return { mean: r.floats(shape), logVariance: r.floats(shape), noise: r.floats(shape) };
      });
      return [
        r.floats(r.shape(r.integer(0, 1))),
        weights,
        { dataSize: 10, estimator: r.pick('analytic', 'monteCarlo') },
      ];
    },
  },
  {
    name: 'importanceLogWeights',
    least: LEAST_LOGARITHM,
    call: (x, decoded, posterior, stopPosterior) =>
      variational.importanceLogWeights(x, decoded, posterior, { stopPosterior }),
    draw: (r) => [...model(r, r.integer(1, 3)), r.chance(0.5)],
  },
  { ...ofWeights('doublyReparameterizedBound', (w) => variational.doublyReparameterizedBound(w)), isEstimate: true },
  ofWeights('stickingTheLandingBound', (w) => variational.stickingTheLandingBound(w)),
  ofWeights('logMarginal', (w) => variational.logMarginal(w)),
  {
    name: 'renyiBound',
    least: LEAST_LOGARITHM,
    call: (w, alpha) => variational.renyiBound(w, { alpha }),
    draw: (r) => [logWeights(r), r.pick(-2, 0, 0.5, 0.999, 1, 1.5)],
  },
  sampled('sampleCauchy', (a, b, options) => variational.sampleCauchy(a, b, options)),
  sampled('sampleGumbel', (a, b, options) => variational.sampleGumbel(a, b, options)),
  sampled('sampleLaplace', (a, b, options) => variational.sampleLaplace(a, b, options)),
  { ...sampled('sampleLogNormal', (a, b, options) => variational.sampleLogNormal(a, b, options)), least: 1 },
  sampled('sampleLogistic', (a, b, options) => variational.sampleLogistic(a, b, options)),
  sampled('sampleUniform', (a, b, options) => variational.sampleUniform(a, b, options)),
  {
    ...sampled('sampleWeibull', (a, b, options) => variational.sampleWeibull(a, b, options), { low: 0.5 }),
    tolerance: 1e-4, // powers
  },
  {
    name: 'sampleExponential',
    call: (rate, noise) => variational.sampleExponential(rate, { noise }),
    draw: (r) => {
      const rate = r.floats(r.shape(r.integer(0, 3)), { low: 0.2, high: 3 });
      return [rate, r.floats(rate.shape, { low: 0, high: 1 })];
    },
  },
  {
    name: 'sampleGumbelSoftmax',
    call: (x, noise, temperature) => variational.sampleGumbelSoftmax(x, { noise, temperature }),
    draw: (r) => {
      const x = logits(r);
      return [x, r.floats(x.shape, { low: 0.01, high: 0.99 }), r.pick(0.5, 1, 4)];
    },
    tolerance: 1e-4,
    least: 1, // the gradient for noise near an end is a difference of numbers up to 100
  },
  {
    name: 'hamiltonianMonteCarlo',
    call: async (initial, seed) => {
      const logDensity = (z: tf.Tensor) => tf.mul(-0.5, tf.sum(tf.square(z), 1));
      const { samples } = await variational.hamiltonianMonteCarlo(logDensity, initial, {
        steps: 2,
        burnIn: 1,
        leapfrogSteps: 3,
        seed,
      });
      return samples;
    },
    draw: (r) => [r.floats([r.integer(1, 4), r.integer(1, 3)], { tame: true }), r.integer(0, 99)],
    isAsync: true,
    tolerance: 1e-4, // many steps
  },
  {
    name: 'marginalLikelihood',
    call: async (initial, seed) => {
      const logJoint = (z: tf.Tensor) => tf.mul(-0.5, tf.sum(tf.square(z), 1));
      const options = { steps: 8, burnIn: 1, leapfrogSteps: 3, stepSize: 0.3, seed };
      return (await variational.marginalLikelihood(logJoint, initial, options)).logLikelihood;
    },
    draw: (r) => [r.floats([r.integer(1, 3), 1], { tame: true }), r.integer(0, 99)],
    isAsync: true,
    tolerance: 1e-3, // many steps, and a variance of few samples
  },
];
