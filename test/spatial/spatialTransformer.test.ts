import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { spatialTransformer } from '../../src/spatial';
import fixture from '../fixtures/spatialTransformer.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, theta }, { size, ...options }) => spatialTransformer(images, theta, size, options));

test('one example has no batch axis, in any form of theta', () => {
  const image = tf.ones<tf.Rank.R3>([4, 5, 2]);
  const thetas = [
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
    [1, 0, 0, 0, 1, 0],
    [1, 0, 0],
    [1, 0, 0, 0, 1, 0, 0, 0],
  ];
  for (const theta of thetas) {
    const result = spatialTransformer(image, theta, [3, 2]);
    expect(result.shape).toEqual([3, 2, 2]);
    result.dispose();
  }
  image.dispose();
});

test('the example in the documentation', async () => {
  const image = tf.tensor3d([
    [[1], [2]],
    [[3], [4]],
  ]);
  const mirrored = spatialTransformer(image, [-1, 0, 0, 0, 1, 0], [2, 2]);
  expect(await mirrored.array()).toEqual([
    [[2], [1]],
    [[4], [3]],
  ]);
  tf.dispose([image, mirrored]);
});

test('errors name the argument', () => {
  const images = tf.ones<tf.Rank.R4>([2, 3, 3, 1]);
  expectArgumentError(
    () => spatialTransformer(images, [1, 0, 0, 0, 1, 0], [3, 3]),
    'spatialTransformer: theta has the wrong shape; expected a batch of 1 or 2 and then [2, 3], [6], [3] or [8]; got [6]',
  );
  expectArgumentError(
    () => spatialTransformer([[[1]]], [[1, 0, 0]], [3, 3]),
    'spatialTransformer: theta has the wrong shape; expected [2, 3], [6], [3] or [8]; got [1, 3]',
  );
  expectArgumentError(
    () => spatialTransformer(images, [[1, 0, 0]], [3, 3], { fill: 1 }),
    "spatialTransformer: fill is given for another padding; expected padding 'fill'; got 'zeros'",
  );
  images.dispose();
});
