import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { dotProduct } from '../../../src/ops/dotProduct/dotProduct';
import { expectNoLeak, gradcheck, gradgradcheck, seededTensor } from '../../../src/testing';

for (const shape of [[], [1], [3], [2, 2], [15], [4, 4], [17], [0], [33, 31], [5, 1024]]) {
  test(`dotProduct of [${shape}] is the sum of products in float64`, () =>
    expectNoLeak(async () => {
      const [a, b] = [seededTensor(shape, { seed: 1 }), seededTensor(shape, { seed: 2 })];
      const [x, y] = await Promise.all([a.data(), b.data()]);
      const products = Array.from(x, (value, index) => value * y[index]);
      const exact = products.reduce((sum, product) => sum + product, 0);
      const size = products.reduce((sum, product) => sum + Math.abs(product), 0);
      const result = dotProduct(a, b);
      expect(result.shape).toEqual([]);
      expect(Math.abs((await result.data())[0] - exact)).toBeLessThanOrEqual(1e-6 * size);
      tf.dispose([a, b, result]);
    }));
}

test('dotProduct has first and second gradients', async () => {
  const inputs = [seededTensor([2, 3], { seed: 3 }), seededTensor([2, 3], { seed: 4 })];
  await gradcheck(dotProduct, inputs);
  await gradgradcheck(dotProduct, inputs);
});

test('dotProduct of a NaN or an infinity', async () => {
  for (const [value, expected] of [
    [Number.NaN, Number.NaN],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ]) {
    const result = tf.tidy(() => dotProduct(tf.tensor1d([1, value, 2]), tf.tensor1d([3, -1, 0])));
    expect(await result.data()).toEqual(Float32Array.of(expected));
  }
});
