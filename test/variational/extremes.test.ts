import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  bernoulliLogLikelihood,
  elbo,
  gaussianKL,
  gaussianLogLikelihood,
  importanceLogWeights,
  importanceWeightedBound,
  reparameterize,
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
// At a log variance of 100 and noise of 4, log p(z) = −½ z² is beyond float32: both samples then have no weight.
cases.importanceWeightedBound = [
  (x, logits, mean, logVariance, noise) => {
    const [many, draws] = [logits, noise].map((t) => tf.stack([t, t]));
    const weights = importanceLogWeights(x, { logits: many }, { mean, logVariance, noise: draws });
    return importanceWeightedBound(weights, none);
  },
  [[0, 1], logits, means, [-100, 0, 80], noise],
];

for (const [name, [f, values]] of Object.entries(cases)) {
  test(`${name}: no NaN in value, gradient or second gradient at the extremes`, async () => {
    const inputs = combinations(values);
    const gradients = (...xs: tf.Tensor[]) => tf.grads(f)(xs);
    const results: [string, tf.Tensor][] = [['value', f(...inputs)]];
    for (const [i, gradient] of gradients(...inputs).entries()) {
      results.push([`gradient ${i}`, gradient]);
      // tfjs throws where a gradient does not depend on an input.
      const second = tf.grads((...xs) => tf.addN([gradients(...xs)[i], ...xs.map((x) => tf.mul(x, 0))]))(inputs);
      results.push(...second.map((tensor, j): [string, tf.Tensor] => [`second gradient ${i}, ${j}`, tensor]));
    }
    const rows = await tf.concat(inputs, 1).array();
    const places: string[] = [];
    for (const [which, tensor] of results) {
      const numbers = await tensor.data();
      places.push(...rows.filter((_, i) => Number.isNaN(numbers[i])).map((row) => `${which} at ${row.join(', ')}`));
    }
    expect(places).toEqual([]);
    tf.dispose([inputs, results.map(([, tensor]) => tensor)]);
  });
}
