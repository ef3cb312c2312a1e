import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { keepTopK } from '../../src/distillation';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/keepTopK.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ logits }, { k }) =>
  tf.tidy(() => {
    const kept = keepTopK(logits, k);
    return tf.concat([kept.logits, tf.expandDims(kept.remainder, -1)], -1);
  }),
);

test('axes between batch and classes, and one example', async () => {
  const { classes, logits, remainder } = keepTopK([[[1, 4, 2, 3]], [[0, -1, -2, 5]]], 2);
  expect([classes.shape, logits.shape, remainder.shape]).toEqual([
    [2, 1, 2],
    [2, 1, 2],
    [2, 1],
  ]);
  expect(classes.dtype).toBe('int32');
  expect(Array.from(await classes.data())).toEqual([1, 3, 3, 0]);
  expect(Array.from(await logits.data())).toEqual([4, 3, 5, 0]);
  const one = keepTopK([1, 4, 2, 3], 4);
  expect(one.remainder.shape).toEqual([]);
  expect((await one.remainder.data())[0]).toBe(Number.NEGATIVE_INFINITY);
  tf.dispose([{ classes, logits, remainder }, { ...one }]);
});

test('equal logits keep the probabilities together', async () => {
  const { logits, remainder } = keepTopK(tf.zeros([5]), 2);
  await expectTensorsClose(logits, [0, 0]);
  await expectTensorsClose(remainder, Math.log(3), { rtol: 2e-6 });
  tf.dispose([logits, remainder]);
});

testEmptyInput('an empty batch: logits', (x) => tf.tidy(() => keepTopK(x, 2).logits), [[0, 3]], { shape: [0, 2] });
testEmptyInput('an empty batch: remainder', (x) => tf.tidy(() => keepTopK(x, 2).remainder), [[2, 0, 3]], {
  shape: [2, 0],
});

test('no leak', () => expectNoLeak(() => keepTopK([[1, 2, 3]], 2)));

test('errors', () => {
  expectArgumentError(
    () => keepTopK(1, 1),
    'keepTopK: logits has no classes; expected at least 1 on the last axis; got shape []',
  );
  for (const k of [0, 4, 1.5, Number.NaN]) {
    expectArgumentError(
      () => keepTopK([1, 2, 3], k),
      `keepTopK: k is out of range; expected an integer at least 1 and at most 3; got ${k}`,
    );
  }
});

test('infinities and NaN are kept in their order, a NaN before any number', async () => {
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  const rows = [
    [1, nan, infinity, infinity, 2, -infinity],
    [-infinity, 3, -infinity, -infinity, 1, 2],
    [infinity, 4, nan, 3, infinity, nan],
  ];
  const { classes, logits, remainder } = keepTopK(rows, 4);
  await expectTensorsClose(classes, { shape: [3, 4], values: [1, 2, 3, 4, 1, 5, 4, 0, 2, 5, 0, 4] });
  await expectTensorsClose(logits, {
    shape: [3, 4],
    values: [nan, infinity, infinity, 2, 3, 2, 1, -infinity, nan, nan, infinity, infinity],
  });
  await expectTensorsClose(remainder, { shape: [3], values: [1, -infinity, Math.log(Math.exp(4) + Math.exp(3))] });
});
