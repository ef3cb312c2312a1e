import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { contentLoss } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/contentLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ generated, target }, options) => contentLoss(generated, target, options));

describe('contentLoss', () => {
  test('the example of the documentation', async () => {
    const loss = tf.tidy(() =>
      contentLoss(
        tf.tensor3d([
          [
            [1, 2],
            [3, 4],
          ],
        ]),
        tf.zeros([1, 2, 2]),
      ),
    );
    await expectTensorsClose(loss, { shape: [], values: [15] });
    loss.dispose();
  });

  test('bad arguments', () => {
    const generated = tf.ones<tf.Rank.R3>([2, 1, 3]);
    const target = tf.ones<tf.Rank.R3>([1, 2, 3]);
    expectArgumentError(
      () =>
        contentLoss(
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
          target,
        ),
      'contentLoss: generated has the wrong rank; expected rank 3 or 4; got shape [2, 3]',
    );
    expectArgumentError(
      () => contentLoss(generated, target),
      'contentLoss: generated and target differ in shape; expected target of shape [2, 1, 3]; got [1, 2, 3]',
    );
    expectArgumentError(
      () => contentLoss(generated, generated, { reduction: 'max' as 'mean' }),
      "contentLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
    tf.dispose([generated, target]);
  });
});
