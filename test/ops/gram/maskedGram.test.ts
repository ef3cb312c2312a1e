import * as tf from '@tensorflow/tfjs-core';
import { mul, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gram } from '../../../src/ops/gram/gram';
import { maskedGram } from '../../../src/ops/gram/maskedGram';
import { expectTensorsClose, gradcheck, seededTensor } from '../../../src/testing';

test.each([
  [2, 5, 3],
  [3, 130, 8],
  [1, 257, 17],
])('Gram of %i × %i × %i under a mask equals that of the features times the mask', async (...shape) => {
  const x = seededTensor(shape, { seed: 1 });
  const mask = seededTensor([shape[0], shape[1], 1], { seed: 2, low: 0, high: 1 });
  const product = maskedGram(x as Tensor3D, mask as Tensor3D);
  expect(product.shape).toEqual([shape[0], shape[2], shape[2]]);
  await expectTensorsClose(product, gram(mul(x, mask) as Tensor3D), { rtol: 2e-6, atol: 2e-6 * shape[1] });
});

test('maskedGram: gradients for features and mask', async () => {
  const masked = (x: Tensor, mask: Tensor) => maskedGram(x as Tensor3D, mask as Tensor3D);
  await gradcheck(masked, [seededTensor([1, 4, 2], { seed: 3 }), seededTensor([1, 4, 1], { seed: 4 })]);
});

test('products beyond float32 under a mask are as in float64', async () => {
  const [x, mask] = [tf.tensor3d([2 ** 100, 2 ** 100, 2 ** 100, -(2 ** 100)], [1, 2, 2]), tf.tensor3d([[[1], [0.5]]])];
  const values = [Infinity, Infinity, Infinity, Infinity];
  await expectTensorsClose(maskedGram(x, mask), { shape: [1, 2, 2], values });
  await expectTensorsClose(maskedGram(x, tf.ones([1, 2, 1])), { shape: [1, 2, 2], values: [Infinity, 0, 0, Infinity] });
});
