import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { dotProduct } from '../../src/ops/dotProduct/dotProduct';
import { sumAll } from '../../src/ops/sumAll';

for (const size of [1, 255, 513, 70_000, 300_007]) {
  test(`sumAll and dotProduct of ${size} numbers are right to five digits`, async () => {
    const results = tf.tidy(() => {
      const tenths = tf.fill([size], 0.1);
      return [sumAll(tenths), dotProduct(tenths, tenths)];
    });
    const [[sum], [product]] = await Promise.all(results.map((result) => result.data()));
    expect(sum / (0.1 * size), 'sumAll').toBeCloseTo(1, 5);
    expect(product / (0.01 * size), 'dotProduct').toBeCloseTo(1, 5);
    tf.dispose(results);
  });
}
