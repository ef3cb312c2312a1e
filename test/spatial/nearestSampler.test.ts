import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { nearestSampler } from '../../src/spatial';
import fixture from '../fixtures/nearestSampler.json';
import volumesFixture from '../fixtures/nearestSampler.volumes.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, grid }, options) => nearestSampler(images, grid, options));

testFixture(volumesFixture, ({ images, grid }, options) => nearestSampler(images, grid, options));

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

test('the grid tells one volume from a batch of images', async () => {
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
  const asVolume = nearestSampler(x, [[[[0.4, -0.4, 0.4]]]]);
  expect(asVolume.shape).toEqual([1, 1, 1, 1]);
  expect([...(await asVolume.data())]).toEqual([6]);
  const asImages = nearestSampler(x, [[[[0.4, -0.4]]]]);
  expect(asImages.shape).toEqual([2, 1, 1, 1]);
  expect([...(await asImages.data())]).toEqual([2, 6]);
  tf.dispose([x, asVolume, asImages]);
});

test('errors name this function', () => {
  expectArgumentError(
    () => nearestSampler([[[1]]], [[[0, 0, 0]]]),
    'nearestSampler: images has the wrong rank; expected rank 4 or 5; got shape [1, 1, 1]',
  );
  expectArgumentError(
    () => nearestSampler([[[1]]], [[[0]]]),
    'nearestSampler: grid has the wrong shape; expected [*, *, 2]; got [1, 1, 1]',
  );
  expectArgumentError(
    () => nearestSampler([1], [[[0, 0]]]),
    'nearestSampler: images has the wrong rank; expected rank 3 or 4; got shape [1]',
  );
});
