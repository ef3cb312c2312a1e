import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { elbo, gaussianLogLikelihood, importanceWeightedBound, reparameterize } from '../../src/variational';
import fixture from '../fixtures/importanceWeightedBound.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ logWeights }, options) => importanceWeightedBound(logWeights, options));

describe('importanceWeightedBound', () => {
  test('of a linear Gaussian model lies between the evidence lower bound and log p(x)', async () => {
    // x|z ~ N(2z, 1), z ~ N(0, 1): x ~ N(0, 5). q is the prior.
    const x = tf.tensor2d([[1], [-3]]);
    const [mean, logVariance] = [tf.zeros([2, 1]), tf.zeros([2, 1])];
    const sample = reparameterize(mean, logVariance, { samples: 4000, seed: 1 });
    const decoded = { mean: tf.mul(sample, 2), logVariance: 0 };
    const logWeights = tf.squeeze(gaussianLogLikelihood(x, decoded.mean, 0), [2]);
    const bound = importanceWeightedBound(logWeights, { reduction: 'none' });
    const logMarginal = tf.reshape(gaussianLogLikelihood(x, 0, Math.log(5)), [2]);
    // The standard error of log (1/K) Σ w is about 0.05 at x = −3.
    await expectTensorsClose(bound, logMarginal, { rtol: 0, atol: 0.2 });
    const single = elbo(x, decoded, { mean, logVariance, sample }, { estimator: 'monteCarlo', reduction: 'none' });
    await expectTensorsClose(tf.mean(importanceWeightedBound(tf.reshape(logWeights, [1, 8000]))), tf.mean(single));
    await expectTensorsClose(tf.greater(bound, tf.add(single, 1)), tf.tensor1d([true, true], 'bool'));
  });

  test('examples without any weight have −∞ and no gradient', async () => {
    const logWeights = tf.tensor2d([
      [-Infinity, 1],
      [-Infinity, 1],
    ]);
    const bound = (w: tf.Tensor) => importanceWeightedBound(w, { reduction: 'none' });
    await expectTensorsClose(bound(logWeights), [-Infinity, 1]);
    await expectTensorsClose(tf.grad(bound)(logWeights), [
      [0, 0.5],
      [0, 0.5],
    ]);
  });

  test('rejects bad input', () => {
    expectArgumentError(
      () => importanceWeightedBound(1),
      'importanceWeightedBound: logWeights has the wrong rank; expected rank 1 or 2; got shape []',
    );
    expectArgumentError(
      () => importanceWeightedBound([]),
      'importanceWeightedBound: logWeights has no samples; expected at least 1 on the first axis; got shape [0]',
    );
    expectArgumentError(
      () => importanceWeightedBound([[1]], { reduction: 'max' as 'sum' }),
      "importanceWeightedBound: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
  });
});
