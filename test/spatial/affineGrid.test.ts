import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { affineGrid } from '../../src/spatial';
import fixture from '../fixtures/affineGrid.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ theta }, { size, alignCorners }) => affineGrid(theta, size, { alignCorners }));

test('the example in the documentation', async () => {
  const grid = affineGrid([[1, 0, 0.5], [0, 1, 0]], [1, 2]); // biome-ignore format: a matrix
  expect(await grid.array()).toEqual([[[0, 0], [1, 0]]]); // biome-ignore format: as printed
  grid.dispose();
});

test('a single map has no batch axis', () => {
  const grid = affineGrid(tf.ones([2, 3]), [4, 5]);
  expect(grid.shape).toEqual([4, 5, 2]);
  grid.dispose();
});

test('errors name the function and the argument', () => {
  const theta = tf.ones<tf.Rank.R3>([1, 2, 3]);
  expectArgumentError(
    () => affineGrid([1, 2], [1, 1]),
    'affineGrid: theta has the wrong rank; expected rank 2 or 3; got shape [2]',
  );
  expectArgumentError(
    () => affineGrid([[1, 2, 3]], [1, 1]),
    'affineGrid: theta has the wrong shape; expected [2, 3]; got [1, 3]',
  );
  expectArgumentError(
    () => affineGrid(theta, [0, 3]),
    'affineGrid: the size is wrong; expected [height, width] of positive integers; got [0, 3]',
  );
  expectArgumentError(
    () => affineGrid(theta, 3 as unknown as [number, number]),
    'affineGrid: the size is wrong; expected [height, width] of positive integers; got 3',
  );
  expectArgumentError(
    () => affineGrid(theta, [1, 1], { alignCorners: 1 as unknown as boolean }),
    'affineGrid: alignCorners is not a boolean; expected true or false; got 1',
  );
  theta.dispose();
});
