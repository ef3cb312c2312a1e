import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { bsplineGrid } from '../../src/registration';
import { alongAxes } from '../../src/registration/axes';
import { splineRefinement } from '../../src/registration/bspline';
import { affineGrid } from '../../src/spatial';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/bsplineGrid.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ controlPoints }, { size, ...options }) => bsplineGrid(controlPoints, size, options));

test('control points of zero give the identity', async () => {
  const grid = bsplineGrid(tf.zeros([4, 5, 2]), [3, 4]);
  const identity = affineGrid([[1, 0, 0], [0, 1, 0]], [3, 4]); // biome-ignore format: a matrix
  await expectTensorsClose(grid, identity, { atol: 1e-6, rtol: 0 });
  tf.dispose([grid, identity]);
});

test('a refined lattice represents the same deformation', async () => {
  const coarse = seededTensor([1, 5, 4, 2], { seed: 3, low: -1, high: 1 });
  const fine = alongAxes(coarse, [splineRefinement(5), splineRefinement(4)]);
  expect(fine.shape).toEqual([1, 7, 5, 2]);
  const [a, b] = [coarse, fine].map((points) => bsplineGrid(points as tf.Tensor4D, [9, 13]));
  await expectTensorsClose(b, a, { atol: 2e-6, rtol: 0 });
  tf.dispose([coarse, fine, a, b]);
});

test('an empty batch gives an empty grid', () => {
  const grid = bsplineGrid(tf.zeros([0, 4, 4, 2]), [3, 2]);
  expect(grid.shape).toEqual([0, 3, 2, 2]);
  grid.dispose();
});

test('errors name the argument', () => {
  const expected = '[rows, columns, 2] or [slices, rows, columns, 3], at least 4 each way, with or without a batch axis before'; // biome-ignore format: one line
  const [few, wrong] = [tf.zeros([3, 4, 2]), tf.zeros([4, 4, 4])];
  expectArgumentError(
    () => bsplineGrid(few, [2, 2]),
    `bsplineGrid: controlPoints has the wrong shape; expected ${expected}; got [3, 4, 2]`,
  );
  expectArgumentError(
    () => bsplineGrid(wrong, [2, 2]),
    `bsplineGrid: controlPoints has the wrong shape; expected ${expected}; got [4, 4, 4]`,
  );
  const points = tf.zeros([4, 4, 2]);
  expectArgumentError(
    () => bsplineGrid(points, [2, 2, 2]),
    'bsplineGrid: the size is wrong; expected [height, width] of positive integers; got [2, 2, 2]',
  );
});
