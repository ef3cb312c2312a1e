import { expect, test } from 'vitest';
import { affineGrid3d } from '../../src/spatial';
import fixture from '../fixtures/affineGrid3d.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ theta }, { size, alignCorners }) => affineGrid3d(theta, size, { alignCorners }));

const identity = [
  [1, 0, 0, 0.5],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
];

test('the example in the documentation', async () => {
  const grid = affineGrid3d(identity, [1, 1, 2]);
  expect(await grid.array()).toEqual([
    [
      [
        [0, 0, 0],
        [1, 0, 0],
      ],
    ],
  ]);
  grid.dispose();
});

test('errors name the argument', () => {
  expectArgumentError(
    () => affineGrid3d([[1, 2, 3]], [1, 1, 1]),
    'affineGrid3d: theta has the wrong shape; expected [3, 4]; got [1, 3]',
  );
  expectArgumentError(
    () => affineGrid3d(identity, [1, 1] as unknown as [number, number, number]),
    'affineGrid3d: the size is wrong; expected [depth, height, width] of positive integers; got [1, 1]',
  );
});
