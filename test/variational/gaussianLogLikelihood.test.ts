import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { gaussianLogLikelihood } from '../../src/variational';
import fixture from '../fixtures/gaussianLogLikelihood.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ x, mean, logVariance }) => gaussianLogLikelihood(x, mean, logVariance));

describe('gaussianLogLikelihood', () => {
  test('is finite at the mean of a variance that underflows', async () => {
    // −½ (log 2π − 120), where e¹²⁰ overflows float32
    await expectTensorsClose(gaussianLogLikelihood([3], [3], -120), [59.081061466795], { rtol: 1e-6 });
  });

  test('accepts numbers and integers', async () => {
    await expectTensorsClose(gaussianLogLikelihood(tf.tensor1d([0, 2], 'int32'), 0, 0), [-0.918938533, -2.918938533]);
  });

  test('rejects shapes that do not broadcast', () => {
    expectArgumentError(
      () => gaussianLogLikelihood([1, 2, 3], [1, 2, 3], [0, 0]),
      'gaussianLogLikelihood: logVariance does not broadcast; expected a shape compatible with [3]; got [2]',
    );
  });
});
