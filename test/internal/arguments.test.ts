import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { choiceArgument, numberArgument, tensorArgument } from '../../src/internal/arguments';
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

test('what is no number is no tensor, in a list neither', () => {
  const strangers: [unknown, string][] = [
    [null, 'null'],
    ['a', "'a'"],
    [{}, '[object Object]'],
    [3n, '3'],
    [[[['a', 'b']]], "'a'"],
    [[1, undefined], 'undefined'],
    [[Symbol('s')], 'Symbol(s)'],
  ];
  for (const [value, got] of strangers) {
    expectArgumentError(
      () => tensorArgument('f', 'x', value as number[]),
      `f: x is not a tensor; expected a tensor or (nested) numbers; got ${got}`,
    );
  }
});

test('a tensor that has been disposed is refused', () => {
  const gone = tf.zeros([2, 3]);
  gone.dispose();
  expectArgumentError(
    () => tensorArgument('f', 'x', gone),
    'f: x has been disposed; expected a tensor in use; got a float32 tensor of shape [2, 3]',
  );
});

test('any value can be described in an error', () => {
  const values: [unknown, string][] = [
    [Object.create(null), '[object Object]'],
    [[Symbol('s'), 'a', [1]], "[Symbol(s), 'a', [1]]"],
    [() => 1, 'a function'],
  ];
  for (const [value, got] of values) {
    expectArgumentError(
      () => choiceArgument('f', 'mode', value, ['a', 'b']),
      `f: unknown mode; expected 'a' or 'b'; got ${got}`,
    );
    expectArgumentError(
      () => numberArgument('f', 'n', value),
      `f: n is out of range; expected a finite number; got ${got}`,
    );
  }
});
