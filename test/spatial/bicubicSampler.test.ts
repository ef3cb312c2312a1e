import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { bicubicSampler } from '../../src/spatial';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/bicubicSampler.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

// The derivatives of the sixteen weights, up to 2.6 each, cancel where the image has one colour.
testFixture(fixture, ({ images, grid }, options) => bicubicSampler(images, grid, options), { factor: 2 });

test('the example in the documentation', async () => {
  const image = tf.tensor3d([[[0], [1], [4], [9]]]);
  const sampled = bicubicSampler(image, [[[0, 0]]]);
  await expectTensorsClose(sampled, tf.tensor3d([[[2.125]]]));
  tf.dispose([image, sampled]);
});

test('an image of one colour has a gradient of exactly zero for the grid', async () => {
  const image = tf.fill([3, 4, 1], 3) as tf.Tensor3D;
  const grid = tf.tensor3d([
    [
      [-0.31, 0.77],
      [1.4, -1.2],
      [5, Number.NaN],
    ],
  ]);
  const options = { padding: 'fill', fill: 3 } as const;
  const gradient = tf.grad((x) => bicubicSampler(image, x, options))(grid);
  expect([...(await gradient.data())].map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  tf.dispose([image, grid, gradient]);
});

test('errors name this function', () => {
  expectArgumentError(
    () => bicubicSampler([1], [[[0, 0]]]),
    'bicubicSampler: images has the wrong rank; expected rank 3 or 4; got shape [1]',
  );
});
