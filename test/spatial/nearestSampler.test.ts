import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { nearestSampler } from '../../src/spatial';
import fixture from '../fixtures/nearestSampler.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, grid }, options) => nearestSampler(images, grid, options));

test('the example in the documentation', async () => {
  const image = tf.tensor3d([
    [[1], [2]],
    [[3], [4]],
  ]);
  const sampled = nearestSampler(
    image,
    [
      [
        [0.4, -0.4],
        [-3, 0],
      ],
    ],
    { padding: 'border' },
  );
  expect(await sampled.array()).toEqual([[[2], [1]]]);
  tf.dispose([image, sampled]);
});

test('errors name this function', () => {
  expectArgumentError(
    () => nearestSampler([1], [[[0, 0]]]),
    'nearestSampler: images has the wrong rank; expected rank 3 or 4; got shape [1]',
  );
});
