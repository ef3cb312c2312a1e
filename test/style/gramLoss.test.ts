import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { gramLoss } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/gramLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ gram, targetGram }, options) => gramLoss(gram, targetGram, options));

describe('gramLoss', () => {
  test('the example of the documentation', async () => {
    const loss = tf.tidy(() =>
      gramLoss(
        tf.tensor2d([
          [5, 7],
          [7, 10],
        ]),
        tf.tensor2d([
          [1, 3],
          [3, 2],
        ]),
      ),
    );
    await expectTensorsClose(loss, { shape: [], values: [7] });
    loss.dispose();
  });

  test('bad arguments', () => {
    const gram = tf.ones<tf.Rank.R2>([2, 2]);
    const targetGram = tf.ones<tf.Rank.R2>([3, 3]);
    expectArgumentError(
      () => gramLoss([1, 2, 3, 4], targetGram),
      'gramLoss: gram has the wrong rank; expected rank 2 or 3; got shape [4]',
    );
    expectArgumentError(
      () => gramLoss(gram, targetGram),
      'gramLoss: gram and targetGram differ in shape; expected targetGram of shape [2, 2]; got [3, 3]',
    );
    expectArgumentError(
      () => gramLoss(gram, gram, { reduction: 'max' as 'mean' }),
      "gramLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
    const oblong = tf.ones<tf.Rank.R2>([3, 4]);
    expectArgumentError(
      () => gramLoss(oblong, oblong),
      'gramLoss: gram has the wrong shape; expected [4, 4]; got [3, 4]',
    );
    const oblongs = tf.ones<tf.Rank.R3>([2, 3, 4]);
    expectArgumentError(
      () => gramLoss(oblongs, oblongs),
      'gramLoss: gram has the wrong shape; expected [2, 4, 4]; got [2, 3, 4]',
    );
    tf.dispose([gram, targetGram, oblong, oblongs]);
  });
});
