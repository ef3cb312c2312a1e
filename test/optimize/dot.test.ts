import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { dot } from '../../src/optimize/dot';

for (const size of [1, 255, 513, 70_000, 300_007]) {
  test(`dot of ${size} numbers is right to five digits`, async () => {
    const product = tf.tidy(() => {
      const tenths = tf.fill([size], 0.1);
      return dot(tenths, tenths);
    });
    expect((await product.data())[0] / (0.01 * size)).toBeCloseTo(1, 5);
    product.dispose();
  });
}
