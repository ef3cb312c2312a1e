import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { bilinearSampler, flowGrid } from '../../src/spatial';
import fixture from '../fixtures/flowGrid.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ flow }, options) => flowGrid(flow, options));

test('the example in the documentation: the left pixel samples its neighbour', async () => {
  const grid = flowGrid([
    [
      [1, 0],
      [0, 0],
    ],
  ]) as tf.Tensor3D;
  const warped = bilinearSampler([[[3], [8]]], grid);
  expect(await grid.array()).toEqual([
    [
      [0.5, 0],
      [0.5, 0],
    ],
  ]);
  expect(await warped.array()).toEqual([[[8], [8]]]);
  tf.dispose([grid, warped]);
});

test('alignCorners: true: an axis of size 1 is finite', async () => {
  const grid = flowGrid([[[1, 1]]], { alignCorners: true });
  expect([...(await grid.data())].every(Number.isFinite)).toBe(true);
  grid.dispose();
});

test('errors name the argument', () => {
  expectArgumentError(
    () => flowGrid([[[1, 2, 3]]]),
    'flowGrid: flow has the wrong shape; expected [*, *, 2]; got [1, 1, 3]',
  );
  expectArgumentError(() => flowGrid([1]), 'flowGrid: flow has the wrong rank; expected rank 3 or 4; got shape [1]');
});
