import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { propagateMasks } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/propagateMasks.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ masks }, { layers, layer, ...options }) =>
  tf.tidy(() => propagateMasks(masks, layers, options)[layer]),
);

describe('propagateMasks', () => {
  test('the example of the documentation', async () => {
    const masks = tf.ones<tf.Rank.R3>([2, 2, 1]);
    const before = tf.memory().numTensors;
    const [afterConv, afterPool] = propagateMasks(masks, ['conv', 'pool']);
    expect(tf.memory().numTensors).toBe(before + 2);
    await expectTensorsClose(afterConv, { shape: [2, 2, 1], values: [4 / 9, 4 / 9, 4 / 9, 4 / 9] });
    await expectTensorsClose(afterPool, { shape: [1, 1, 1], values: [4 / 9] });
    tf.dispose([masks, afterConv, afterPool]);
  });

  for (const padding of ['same', 'valid'] as const) {
    test(`padding: '${padding}': masks have the size of the features after each pool`, () => {
      tf.tidy(() => {
        const x = tf.ones<tf.Rank.R3>([9, 7, 1]);
        const once = tf.maxPool(x, 2, 2, padding);
        const masks = propagateMasks(x, ['pool', 'pool'], { padding });
        expect(masks.map(({ shape }) => shape)).toEqual([once.shape, tf.maxPool(once, 2, 2, padding).shape]);
      });
    });
  }

  test('bad arguments', () => {
    expectArgumentError(
      () => propagateMasks([1, 2], []),
      'propagateMasks: masks has the wrong rank; expected rank 3 or 4; got shape [2]',
    );
    expectArgumentError(
      () => propagateMasks([[[1]]], ['conv', 'relu' as 'conv']),
      "propagateMasks: unknown layers[1]; expected 'conv' or 'pool'; got 'relu'",
    );
    expectArgumentError(
      () => propagateMasks([[[1]]], 'conv' as never),
      "propagateMasks: layers is not a list; expected a list of 'conv' and 'pool'; got 'conv'",
    );
    expectArgumentError(
      () => propagateMasks([[[1]]], ['pool'], { padding: 'full' as 'same' }),
      "propagateMasks: unknown padding; expected 'same' or 'valid'; got 'full'",
    );
  });
});
