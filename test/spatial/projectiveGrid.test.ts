import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { bilinearSampler, projectiveGrid } from '../../src/spatial';
import fixture from '../fixtures/projectiveGrid.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ theta }, { size, alignCorners }) => projectiveGrid(theta, size, { alignCorners }));

test('the horizon is outside and leaves the gradient finite', async () => {
  const image = tf.ones<tf.Rank.R3>([2, 3, 1]);
  // w = 2x, which is 0 in the middle column.
  const theta = tf.tensor2d([
    [1, 0, 0],
    [0, 1, 0],
    [2, 0, 0],
  ]);
  const value = tf.tidy(() => bilinearSampler(image, projectiveGrid(theta, [1, 3]) as tf.Tensor3D));
  const gradient = tf.grad((x) => bilinearSampler(image, projectiveGrid(x, [1, 3]) as tf.Tensor3D))(theta);
  expect((await value.data())[1]).toBe(0);
  expect([...(await gradient.data())].every(Number.isFinite)).toBe(true);
  tf.dispose([image, theta, value, gradient]);
});

test('one map has no batch axis', () => {
  const grids = [projectiveGrid(tf.ones<tf.Rank.R1>([8]), [2, 3]), projectiveGrid(tf.ones([3, 3]), [2, 3])];
  expect(grids.map(({ shape }) => shape)).toEqual([
    [2, 3, 2],
    [2, 3, 2],
  ]);
  tf.dispose(grids);
});

test('errors name the argument', () => {
  expectArgumentError(
    () => projectiveGrid([1, 2], [1, 1]),
    'projectiveGrid: theta has the wrong shape; expected [batch, 8], [batch, 3, 3], [8] or [3, 3]; got [2]',
  );
  expectArgumentError(
    () => projectiveGrid([1, 0, 0, 0, 1, 0, 0, 0], [1, 0]),
    'projectiveGrid: the size is wrong; expected [height, width] of positive integers; got [1, 0]',
  );
});
