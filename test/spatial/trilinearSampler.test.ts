import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { trilinearSampler } from '../../src/spatial';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/trilinearSampler.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, grid }, options) => trilinearSampler(images, grid, options));

test('the example in the documentation', async () => {
  const volume = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
  const sampled = trilinearSampler(volume, [
    [
      [
        [0, 0, 0],
        [-0.5, -0.5, 0],
      ],
    ],
  ]);
  await expectTensorsClose(sampled, tf.tensor4d([[[[4.5], [3]]]]));
  tf.dispose([volume, sampled]);
});

test('errors name this function', () => {
  expectArgumentError(
    () => trilinearSampler([1], [[[0, 0]]]),
    'trilinearSampler: volumes has the wrong rank; expected rank 4 or 5; got shape [1]',
  );
  expectArgumentError(
    () => trilinearSampler([[[[1]]]], [[[[0, 0]]]]),
    'trilinearSampler: grid has the wrong shape; expected [*, *, *, 3]; got [1, 1, 1, 2]',
  );
});
