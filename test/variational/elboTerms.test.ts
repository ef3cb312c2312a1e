import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { elbo, elboTerms } from '../../src/variational';
import fixture from '../fixtures/elboTerms.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';
import { decodedOf } from './decodedOf';

testFixture(fixture, ({ x, mean, logVariance, ...decoded }, { term, ...options }) =>
  tf.tidy(() => elboTerms(x, decodedOf(decoded), { mean, logVariance }, options)[term as 'kl']),
);

describe('elboTerms', () => {
  const x = [[1, 0.5, 0]];
  const decoded = { logits: [[[0, 1, 2]], [[-1, 0.5, 0]]] };
  const posterior = { mean: [[0.5, 0.1]], logVariance: [[-1, 0.2]], sample: [[[1, 0.2]], [[-0.3, 0.4]]] };

  for (const estimator of ['analytic', 'monteCarlo'] as const) {
    test(`estimator: '${estimator}': its bound equals elbo unreduced`, async () => {
      const options = { estimator, beta: 2, freeBits: 0.1 };
      const { bound } = elboTerms(x, decoded, posterior, options);
      await expectTensorsClose(bound, elbo(x, decoded, posterior, { ...options, reduction: 'none' }), {});
    });
  }

  test('its KL does not depend on beta and freeBits', async () => {
    const { kl, klPerDimension } = elboTerms(x, decoded, posterior);
    const weighted = elboTerms(x, decoded, posterior, { beta: 4, freeBits: 3 });
    await expectTensorsClose(weighted.kl, kl);
    await expectTensorsClose(weighted.klPerDimension, klPerDimension);
    await expectTensorsClose(tf.sum(klPerDimension, 1), kl);
  });

  test('leaves its four tensors and no others', () => {
    const before = tf.memory().numTensors;
    const terms = elboTerms(x, decoded, posterior, { estimator: 'monteCarlo', freeBits: 0.1 });
    expect(tf.memory().numTensors).toBe(before + 4);
    tf.dispose({ ...terms });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('names itself in errors', () => {
    expectArgumentError(
      () => elboTerms(x, decoded, posterior, { beta: Number.POSITIVE_INFINITY }),
      'elboTerms: beta is out of range; expected a finite number at least 0; got Infinity',
    );
  });
});
