import { expect, test } from 'vitest';
import { tensorArgument } from '../../src/internal/arguments';
import { expectTensorsClose } from '../../src/testing';
import { expectArgumentError } from '../support/expectArgumentError';

test('lists that are not nested evenly are no tensor', () => {
  const uneven = [
    [[1], [2, 3]],
    [[1, 2, 3, 4], 5, 6],
    [[1, 2], [3], [4, 5, 6]],
    [new Float32Array(2), [1]],
    [1, [2]],
  ];
  for (const value of uneven) {
    expectArgumentError(
      () => tensorArgument('f', 'x', value as number[][]),
      'f: x cannot be made a tensor; expected numbers nested evenly; got lists of different lengths',
    );
  }
});

test('lists and arrays that are nested evenly are', async () => {
  const x = tensorArgument('f', 'x', [new Float32Array([1, 2]), new Float32Array([3, 4])] as never);
  await expectTensorsClose(x, [
    [1, 2],
    [3, 4],
  ]);
  const empty = tensorArgument('f', 'x', [[], []]);
  expect(empty.shape).toEqual([2, 0]);
  for (const tensor of [x, empty]) tensor.dispose();
});
