import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { featureInversionLoss } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/featureInversionLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ features, target }, options) => featureInversionLoss(features, target, options));

describe('featureInversionLoss', () => {
  test('the example of the documentation', async () => {
    const loss = tf.tidy(() => featureInversionLoss(tf.tensor3d([[[1, 1]]]), tf.tensor3d([[[1, 3]]])));
    await expectTensorsClose(loss, { shape: [], values: [0.4] });
    loss.dispose();
  });

  test('a zero target: infinite, or NaN for zero features', async () => {
    const loss = featureInversionLoss(tf.tensor4d([1, 2, 0, 0], [2, 1, 1, 2]), tf.zeros([2, 1, 1, 2]), {
      reduction: 'none',
    });
    await expectTensorsClose(loss, [Infinity, Number.NaN]);
  });

  test('bad arguments', () => {
    const features = tf.ones<tf.Rank.R3>([2, 1, 3]);
    const target = tf.ones<tf.Rank.R3>([1, 2, 3]);
    expectArgumentError(
      () =>
        featureInversionLoss(
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
          target,
        ),
      'featureInversionLoss: features has the wrong rank; expected rank 3 or 4; got shape [2, 3]',
    );
    expectArgumentError(
      () => featureInversionLoss(features, target),
      'featureInversionLoss: features and target differ in shape; expected target of shape [2, 1, 3]; got [1, 2, 3]',
    );
    expectArgumentError(
      () => featureInversionLoss(features, features, { reduction: 'max' as 'mean' }),
      "featureInversionLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
    tf.dispose([features, target]);
  });
});
