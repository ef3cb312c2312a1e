import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { propagateMasks } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/propagateMasks.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ masks }, { layers, layer }) => tf.tidy(() => propagateMasks(masks, layers)[layer]));

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
      "propagateMasks: layers is no list; expected a list of 'conv' and 'pool'; got 'conv'",
    );
  });
});
