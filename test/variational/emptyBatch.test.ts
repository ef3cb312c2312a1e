import { tidy } from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import {
  bernoulliLogLikelihood,
  elbo,
  elboTerms,
  gaussianKL,
  gaussianLogLikelihood,
  importanceWeightedBound,
  logMarginal,
  reparameterize,
} from '../../src/variational';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';

const [data, latents] = [
  [0, 3],
  [0, 2],
];

describe('an empty batch', () => {
  testEmptyInput('reparameterize', (m, s) => reparameterize(m, s, { seed: 1 }), [data, data], { shape: data });
  testEmptyInput('reparameterize, samples', (m, s) => reparameterize(m, s, { samples: 2 }), [data, [3]], {
    shape: [2, 0, 3],
  });
  testEmptyInput('gaussianKL', gaussianKL, [data, [3]], { shape: data });
  testEmptyInput('gaussianKL from a prior', (m, s, priorMean) => gaussianKL(m, s, { priorMean }), [data, [3], [1, 1]], {
    shape: data,
  });
  testEmptyInput('gaussianLogLikelihood', gaussianLogLikelihood, [data, data, []], { shape: data });
  testEmptyInput('bernoulliLogLikelihood', bernoulliLogLikelihood, [data, [3]], { shape: data });
  testEmptyInput('importanceWeightedBound', (w) => importanceWeightedBound(w), [[4, 0]], { shape: [] });
  testEmptyInput('logMarginal', logMarginal, [[4, 0]], { shape: [0] });
});

describe('elbo of an empty batch', () => {
  for (const freeBits of [0, 1]) {
    for (const beta of [0, 1]) {
      testEmptyInput(
        `estimator: 'analytic', freeBits: ${freeBits}, beta: ${beta}`,
        (x, logits, mean, logVariance) => elbo(x, { logits }, { mean, logVariance }, { freeBits, beta }),
        [data, [2, ...data], latents, latents],
        { shape: [] },
      );
    }
  }
  for (const name of ['sample', 'noise']) {
    testEmptyInput(
      `estimator: 'monteCarlo', by ${name}, reduction: none`,
      (x, decodedMean, decodedVariance, mean, logVariance, drawn) =>
        elbo(
          x,
          { mean: decodedMean, logVariance: decodedVariance },
          { mean, logVariance, [name]: drawn },
          { estimator: 'monteCarlo', reduction: 'none' },
        ),
      [data, [2, ...data], [], latents, latents, [2, ...latents]],
      { shape: [0] },
    );
  }
  testEmptyInput(
    'elboTerms',
    (x, logits, mean, logVariance) => tidy(() => elboTerms(x, { logits }, { mean, logVariance }).bound),
    [data, data, latents, latents],
    { shape: [0] },
  );
});

describe('without elements or latent dimensions', () => {
  const empty = [2, 0];
  testEmptyInput(
    'elbo',
    (x, logits, mean, logVariance) => elbo(x, { logits }, { mean, logVariance }, { freeBits: 1, reduction: 'none' }),
    [empty, empty, empty, empty],
    { shape: [2] },
  );
});

test('an input without samples is rejected', () => {
  expectArgumentError(
    () => elbo([[1]], { logits: [] }, { mean: [[0]], logVariance: [[0]] }),
    'elbo: decoded.logits has the wrong shape; expected [1, 1], or a sample axis before it; got [0]',
  );
  expectArgumentError(
    () => importanceWeightedBound([]),
    'importanceWeightedBound: logWeights has no samples; expected at least 1 on the first axis; got shape [0]',
  );
});
