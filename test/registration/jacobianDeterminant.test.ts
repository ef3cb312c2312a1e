import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { jacobianDeterminant } from '../../src/registration';
import { flowGrid } from '../../src/spatial';
import fixture from '../fixtures/jacobianDeterminant.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ grid }, options) => jacobianDeterminant(grid, options));

test('is negative at a fold', async () => {
  const row = [0, 2, 0, -2, 0, 0].map((x) => [x, 0]); // samples 0, 3, 2, 1, 4, 5
  const grid = flowGrid([row, row]) as tf.Tensor3D;
  const determinants = jacobianDeterminant(grid);
  const [first] = await determinants.array();
  expect(first.map((determinant) => Math.round(determinant * 1e4) / 1e4)).toEqual([3, 1, -1, 1, 2, 1]);
  tf.dispose([grid, determinants]);
});

test('errors name the argument', () => {
  const grid = tf.zeros([1, 4, 2]);
  expectArgumentError(
    () => jacobianDeterminant(grid),
    'jacobianDeterminant: grid has the wrong shape; expected [rows, columns, 2] or [slices, rows, columns, 3], at least 2 each way, with or without a batch axis before; got [1, 4, 2]',
  );
});
