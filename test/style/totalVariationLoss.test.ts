import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { totalVariationLoss } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/totalVariationLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ image }, options) => totalVariationLoss(image, options));

describe('totalVariationLoss', () => {
  test('the example of the documentation', async () => {
    const loss = totalVariationLoss(
      [
        [[0], [3]],
        [[4], [9]],
      ],
      { beta: 1 },
    );
    await expectTensorsClose(loss, { shape: [], values: [5] });
    loss.dispose();
  });

  for (const step of [1e-25, 1e-20, 1e-18, 1e-15, 1e-13]) {
    test(`beta: 1: the second gradient is finite at a difference of ${step}`, async () => {
      const second = tf.tidy(() => {
        const loss = (x: tf.Tensor) => totalVariationLoss(x as tf.Tensor3D, { beta: 1 });
        const image = tf.tensor3d([
          [[0], [step]],
          [[0], [0]],
        ]);
        return tf.isFinite(tf.grad((x) => tf.grad(loss)(x))(image));
      });
      await expectTensorsClose(second, { shape: [2, 2, 1], values: [1, 1, 1, 1] });
      second.dispose();
    });
  }

  test('bad arguments', () => {
    expectArgumentError(
      () => totalVariationLoss([1, 2]),
      'totalVariationLoss: image has the wrong rank; expected rank 3 or 4; got shape [2]',
    );
    expectArgumentError(
      () => totalVariationLoss([[[1]]], { beta: 0 }),
      'totalVariationLoss: beta is out of range; expected a finite number above 0; got 0',
    );
    expectArgumentError(
      () => totalVariationLoss([[[1]]], { reduction: 'max' as 'mean' }),
      "totalVariationLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
  });
});
