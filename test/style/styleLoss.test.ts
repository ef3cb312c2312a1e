import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { gramLoss, gramMatrix, styleLoss } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/styleLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ generated, style }, options) => styleLoss(generated, style, options));

describe('styleLoss', () => {
  test('is the gramLoss of Gram matrices', async () => {
    const [direct, byGrams] = tf.tidy(() => {
      const generated = tf.tensor3d([
        [
          [1, 2],
          [3, 4],
        ],
      ]);
      const style = tf.tensor3d([[[1, 1]]]);
      return [styleLoss(generated, style), gramLoss(gramMatrix(generated), gramMatrix(style))];
    });
    await expectTensorsClose(direct, { shape: [], values: [10.5625] });
    await expectTensorsClose(byGrams, direct);
    tf.dispose([direct, byGrams]);
  });

  test('bad arguments', () => {
    const generated = tf.ones<tf.Rank.R4>([2, 3, 1, 4]);
    const style = tf.ones<tf.Rank.R4>([2, 5, 2, 3]);
    expectArgumentError(
      () => styleLoss([1, 2], style),
      'styleLoss: generated has the wrong rank; expected rank 3 or 4; got shape [2]',
    );
    expectArgumentError(
      () => styleLoss(generated, style),
      'styleLoss: style has the wrong shape; expected [2, *, *, 4]; got [2, 5, 2, 3]',
    );
    expectArgumentError(
      () => styleLoss(generated, generated, { reduction: 'max' as 'mean' }),
      "styleLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
    tf.dispose([generated, style]);
  });
});
