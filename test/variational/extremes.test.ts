import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  bernoulliLogLikelihood,
  doublyReparameterizedBound,
  elbo,
  elboTerms,
  fullVariationalBound,
  gaussianKL,
  gaussianLogLikelihood,
  importanceLogWeights,
  importanceWeightedBound,
  logMarginal,
  renyiBound,
  reparameterize,
  sampleCauchy,
  sampleExponential,
  sampleGumbel,
  sampleGumbelSoftmax,
  sampleLaplace,
  sampleLogistic,
  sampleLogNormal,
  sampleUniform,
  sampleWeibull,
  stickingTheLandingBound,
} from '../../src/variational';

/** Every combination of the values of the inputs, each input as a column. */
function combinations(values: readonly (readonly number[])[]): tf.Tensor2D[] {
  const rows = values.reduce<number[][]>((rows, next) => rows.flatMap((row) => next.map((v) => [...row, v])), [[]]);
  return values.map((_, column) => tf.tensor2d(rows.map((row) => [row[column]])));
}

const means = [0, -3, 50];
const logVariances = [-100, -30, 0, 30, 100];
const logits = [-1e3, 0, 1e3];
const binary = [0, 0.5, 1];
const noise = [-4, 0, 4];
const none = { reduction: 'none' } as const;

const cases: Record<string, [f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: readonly number[][]]> = {
  reparameterize: [
    (mean, logVariance, noise) => reparameterize(mean, logVariance, { noise }),
    [means, logVariances, noise],
  ],
  gaussianKL: [(mean, logVariance) => gaussianKL(mean, logVariance), [means, logVariances]],
  'gaussianKL from a prior': [
    (mean, logVariance, priorMean, priorLogVariance) => gaussianKL(mean, logVariance, { priorMean, priorLogVariance }),
    [means, logVariances, [0, 2], logVariances],
  ],
  gaussianLogLikelihood: [
    (x, mean, logVariance) => gaussianLogLikelihood(x, mean, logVariance),
    [means, [0, 1], logVariances],
  ],
  bernoulliLogLikelihood: [bernoulliLogLikelihood, [binary, logits]],
};

for (const beta of [0, 1]) {
  cases[`elbo, Bernoulli, beta: ${beta}`] = [
    (x, logits, mean, logVariance) => elbo(x, { logits }, { mean, logVariance }, { beta, ...none }),
    [binary, logits, means, logVariances],
  ];
  cases[`elbo, Gaussian, beta: ${beta}`] = [
    (x, decoded, decodedLogVariance, mean, logVariance) =>
      elbo(x, { mean: decoded, logVariance: decodedLogVariance }, { mean, logVariance }, { beta, ...none }),
    [[0], [0, 1], logVariances, means, logVariances],
  ];
  cases[`elbo, estimator: 'monteCarlo', beta: ${beta}`] = [
    (x, logits, mean, logVariance, noise) =>
      elbo(x, { logits }, { mean, logVariance, noise }, { estimator: 'monteCarlo', beta, ...none }),
    [[0, 1], logits, means, logVariances, noise],
  ];
}
for (const freeBitsAxis of ['batch', 'example'] as const) {
  for (const freeBits of [0.5, 1e6]) {
    cases[`elbo, freeBits: ${freeBits}, freeBitsAxis: '${freeBitsAxis}'`] = [
      (x, logits, mean, logVariance) =>
        elbo(x, { logits }, { mean, logVariance }, { freeBits, freeBitsAxis, beta: 2, ...none }),
      [binary, logits, means, logVariances],
    ];
  }
}
cases["elbo, estimator: 'monteCarlo', by sample"] = [
  (x, logits, mean, logVariance, noise) => {
    const sample = reparameterize(mean, logVariance, { noise });
    return elbo(x, { logits }, { mean, logVariance, sample }, { estimator: 'monteCarlo', ...none });
  },
  [[0, 1], logits, means, [-60, 0, 60], noise],
];
cases.elboTerms = [
  (x, logits, mean, logVariance) => {
    const { klPerDimension, ...perExample } = elboTerms(x, { logits }, { mean, logVariance });
    return tf.stack([...Object.values(perExample), tf.squeeze(klPerDimension, [1])], 1);
  },
  [binary, logits, means, logVariances],
];
cases["fullVariationalBound, estimator: 'analytic'"] = [
  (bounds, mean, logVariance) =>
    fullVariationalBound(tf.squeeze(bounds, [1]), { mean, logVariance }, { dataSize: 60_000 }),
  [[-1e6, 0], means, logVariances],
];
cases["fullVariationalBound, estimator: 'monteCarlo'"] = [
  (bounds, mean, logVariance, noise) => {
    const options = { dataSize: 60_000, estimator: 'monteCarlo' } as const;
    return fullVariationalBound(tf.squeeze(bounds, [1]), { mean, logVariance, noise }, options);
  },
  [[-1e6, 0], means, logVariances, noise],
];
// At a log variance of 100 and noise of 4, log p(z) = −½ z² is beyond float32: both samples then have no weight. With
// stopPosterior a second gradient holds e⁻ˢ, which is beyond float32 at −100.
for (const stopPosterior of [false, true]) {
  cases[`importanceWeightedBound, stopPosterior: ${stopPosterior}`] = [
    (x, logits, mean, logVariance, noise) => {
      const [many, draws] = [logits, noise].map((t) => tf.stack([t, t]));
      const posterior = { mean, logVariance, noise: draws };
      return importanceWeightedBound(importanceLogWeights(x, { logits: many }, posterior, { stopPosterior }), none);
    },
    [[0, 1], logits, means, [stopPosterior ? -80 : -100, 0, 80], noise],
  ];
}
const logWeights = [-Infinity, -1e30, -1e3, 0, 1e3, 1e30];
const ofTwo = (bound: (logWeights: tf.Tensor) => tf.Tensor) => (a: tf.Tensor, b: tf.Tensor) =>
  bound(tf.squeeze(tf.stack([a, b]), [2]));
for (const [name, bound] of Object.entries({
  importanceWeightedBound,
  doublyReparameterizedBound,
  stickingTheLandingBound,
})) {
  cases[`${name} of log weights`] = [ofTwo((w) => bound(w, none)), [logWeights, logWeights]];
}
cases['logMarginal of log weights'] = [ofTwo(logMarginal), [logWeights, logWeights]];
for (const alpha of [-1e6, -2, 0, 0.5, 1, 2, 1e6]) {
  cases[`renyiBound of log weights, alpha: ${alpha}`] = [
    ofTwo((w) => renyiBound(w, { alpha, ...none })),
    [logWeights, logWeights],
  ];
}
const uniform = [0, 2 ** -20, 0.25, 0.5, 1 - 2 ** -20, 1];
const [locations, scales] = [
  [-1e3, 0, 1e3],
  [1e-3, 1, 1e3],
];
for (const [name, sample] of Object.entries({ sampleLogistic, sampleLaplace, sampleGumbel, sampleCauchy })) {
  cases[name] = [(location, scale, noise) => sample(location, scale, { noise }), [locations, scales, uniform]];
}
cases.sampleUniform = [(low, high, noise) => sampleUniform(low, high, { noise }), [locations, scales, uniform]];
cases.sampleExponential = [(rate, noise) => sampleExponential(rate, { noise }), [scales, uniform]];
cases.sampleWeibull = [
  (scale, concentration, noise) => sampleWeibull(scale, concentration, { noise }),
  [scales, [0.1, 1, 100], uniform],
];
cases.sampleLogNormal = [
  (location, scale, noise) => sampleLogNormal(location, scale, { noise }),
  [[-80, 0, 80], [1e-3, 1, 2], noise], // e⁸⁸ is the largest that float32 holds
];
for (const temperature of [0.01, 1, 1000]) {
  cases[`sampleGumbelSoftmax, temperature: ${temperature}`] = [
    (a, b, noise) => {
      const [logits, u] = [tf.concat([a, b], 1), tf.concat([noise, tf.sub(1, noise)], 1)];
      return sampleGumbelSoftmax(logits, { temperature, noise: u });
    },
    [[-Infinity, -1e6, 0, 1e6], [-Infinity, 0, 1], uniform],
  ];
}

for (const [name, [f, values]] of Object.entries(cases)) {
  test(`${name}: no NaN in value, gradient or second gradient at the extremes`, async () => {
    const inputs = combinations(values);
    const gradients = (...xs: tf.Tensor[]) => tf.grads(f)(xs);
    const results: [string, tf.Tensor][] = [['value', f(...inputs)]];
    for (const [i, gradient] of gradients(...inputs).entries()) {
      results.push([`gradient ${i}`, gradient]);
      // tfjs throws where a gradient does not depend on an input; clipping keeps −∞ · 0 away.
      const unused = (xs: tf.Tensor[]) => xs.map((x) => tf.mul(tf.clipByValue(x, -1, 1), 0));
      const second = tf.grads((...xs) => tf.addN([gradients(...xs)[i], ...unused(xs)]))(inputs);
      results.push(...second.map((tensor, j): [string, tf.Tensor] => [`second gradient ${i}, ${j}`, tensor]));
    }
    const rows = (await tf.concat(inputs, 1).array()) as number[][];
    const places: string[] = [];
    for (const [which, tensor] of results) {
      const perRow = Math.max(1, tensor.size / rows.length);
      for (const [at, number] of (await tensor.data()).entries()) {
        if (Number.isNaN(number)) places.push(`${which} at ${rows[Math.floor(at / perRow)].join(', ')}`);
      }
    }
    expect(places).toEqual([]);
    tf.dispose([inputs, results.map(([, tensor]) => tensor)]);
  });
}
