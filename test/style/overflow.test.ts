import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { gramMatrix, maskedStyleLoss, styleLoss } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import { withContext } from '../support/withContext';

/** Every backend gives the float64 result, rounded to float32 (only WASM adds products in float32 registers). */
const big = 2 ** 100;
const features = tf.tensor4d([big, big, big, -big, -big, big, -big, -big], [1, 2, 2, 2]);

describe('features of ±2¹⁰⁰, whose squares overflow', () => {
  for (const center of [false, true]) {
    test(`gramMatrix, center: ${center}`, async () => {
      for (const mask of [undefined, tf.ones([1, 2, 2])]) {
        const gram = gramMatrix(features, { mask, center });
        await withContext(mask ? 'a mask of ones' : 'no mask', () =>
          expectTensorsClose(gram, { shape: [1, 2, 2], values: [Infinity, 0, 0, Infinity] }),
        );
      }
    });
  }

  test('the mean of large features does not overflow', async () => {
    const x = tf.mul<tf.Tensor4D>(tf.reshape([1, 1, 1, 1, 1, 1, -1, -1], [1, 8, 1, 1]), 1.5e38);
    const gram = gramMatrix(tf.concat([x, tf.onesLike(x)], 3), { center: true });
    await expectTensorsClose(gram, { shape: [1, 2, 2], values: [Infinity, 0, 0, 0] });
  });

  test('gradient of gramMatrix: terms of both signs give NaN, on cpu their sum in float64', async () => {
    // dL/dX = X (dG + dGᵀ), here 2²⁰¹ − 2²⁰¹ for the first channel
    const f = (x: tf.Tensor) => gramMatrix(x, { normalization: 'none' });
    const gradient = tf.grad(f)(tf.fill([1, 1, 1, 2], big), tf.tensor3d([[[big, -big], [-big, 0]]])); // biome-ignore format: a matrix
    const expected = tf.getBackend() === 'cpu' ? 0 : Number.NaN;
    await expectTensorsClose(gradient, { shape: [1, 1, 1, 2], values: [expected, -Infinity] });
  });

  test('styleLoss and its gradient', async () => {
    const loss = (x: tf.Tensor) => styleLoss(x, tf.ones([1, 1, 1, 2]));
    await expectTensorsClose(loss(features), { shape: [], values: [Infinity] });
    // dL/dF = F (G − A), where G − A is infinite on the diagonal and −1 off it
    const values = [1, 1, 1, -1, -1, 1, -1, -1].map((sign) => sign * Infinity);
    await expectTensorsClose(tf.grad(loss)(features), { shape: [1, 2, 2, 2], values });
  });

  test('maskedStyleLoss', async () => {
    const mask = tf.ones([1, 2, 2, 1]);
    const loss = maskedStyleLoss(features, tf.ones([1, 2, 2, 2]), mask, mask);
    await expectTensorsClose(loss, { shape: [], values: [Infinity] });
  });
});
