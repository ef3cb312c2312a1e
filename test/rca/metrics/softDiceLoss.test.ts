import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { softDiceLoss } from '../../../src/rca';
import fixture from '../../fixtures/softDiceLoss.json';
import { expectArgumentError } from '../../support/expectArgumentError';
import { testEmptyInput } from '../../support/testEmptyInput';
import { testFixture } from '../../support/testFixture';

testFixture(fixture, ({ probabilities, truth }, options) => softDiceLoss(probabilities, truth, options));

test('a class that occurs nowhere has loss 0', async () => {
  const loss = softDiceLoss([[[1, 0], [1, 0]]], [[[1, 0], [1, 0]]]); // biome-ignore format: positions
  expect((await loss.data())[0]).toBeCloseTo(0, 6);
  loss.dispose();
});

test("reduction: 'none' keeps the batch", async () => {
  const perfect = tf.oneHot([[0, 1], [1, 1]], 2); // biome-ignore format: examples
  const losses = softDiceLoss(perfect, tf.reverse(perfect, 2), { reduction: 'none' });
  expect(losses.shape).toEqual([2]);
  expect(Array.from(await losses.data()).every((loss) => loss > 0.99)).toBe(true);
});

const none = [[0, 4, 2], [0, 4, 2]]; // biome-ignore format: shapes
testEmptyInput('softDiceLoss of an empty batch', (p, t) => softDiceLoss(p, t), none, { shape: [] });
testEmptyInput("softDiceLoss of an empty batch, reduction: 'none'", (p, t) => softDiceLoss(p, t, { reduction: 'none' }), none, { shape: [0] }); // biome-ignore format: one case

test('errors name the argument', () => {
  expectArgumentError(
    () => softDiceLoss([[[1, 0]]], [[[1, 0, 0]]]),
    'softDiceLoss: probabilities and truth differ in shape; expected truth of shape [1, 1, 2]; got [1, 1, 3]',
  );
  expectArgumentError(
    () => softDiceLoss([[1]], [[1]], { ignoreBackground: true }),
    'softDiceLoss: probabilities has no position or no class to score; expected at least one of each; got shape [1, 1]',
  );
  expectArgumentError(
    () => softDiceLoss([[1]], [[1]], { smoothing: 0 }),
    'softDiceLoss: smoothing is out of range; expected a finite number above 0; got 0',
  );
});
