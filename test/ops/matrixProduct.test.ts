import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { matrixProduct } from '../../src/ops/matrixProduct';
import { expectTensorsClose, gradcheck, gradgradcheck } from '../../src/testing';
import { withContext } from '../support/withContext';

describe('matrixProduct', () => {
  for (const [rows, inner, columns] of [
    [1, 1, 1],
    [3, 2, 5],
    [4, 7, 1],
  ]) {
    test(`[${rows}, ${inner}] · [${inner}, ${columns}]`, async () => {
      const a = tf.randomNormal([rows, inner], 0, 1, 'float32', 1);
      const b = tf.randomNormal([inner, columns], 0, 1, 'float32', 2);
      const product = (x: tf.Tensor, y: tf.Tensor) => matrixProduct(x as tf.Tensor2D, y as tf.Tensor2D);
      const [actual, expected] = [product(a, b), tf.matMul(a, b)];
      await expectTensorsClose(actual, expected);
      await gradcheck(product, [a, b]);
      await gradgradcheck(product, [a, b]);
      tf.dispose([a, b, actual, expected]);
    });
  }

  for (const [rows, inner, columns] of [
    [2, 0, 3],
    [0, 2, 1],
    [2, 2, 0],
  ]) {
    test(`[${rows}, ${inner}] · [${inner}, ${columns}] is empty or zero`, async () => {
      const inputs = [tf.ones([rows, inner]), tf.ones([inner, columns])];
      const product = (x: tf.Tensor, y: tf.Tensor) => matrixProduct(x as tf.Tensor2D, y as tf.Tensor2D);
      await expectTensorsClose(product(inputs[0], inputs[1]), tf.zeros([rows, columns]));
      for (const [index, gradient] of tf.grads(product)(inputs).entries()) {
        await withContext(`gradient for input ${index}`, () =>
          expectTensorsClose(gradient, tf.zeros(inputs[index].shape)),
        );
      }
    });
  }
});
