import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { sumLastAxis } from '../../../src/ops/sumLastAxis/sumLastAxis';
import { expectTensorsClose } from '../../../src/testing';
import { withContext } from '../../support/withContext';

for (const length of [64, 127, 128, 129, 1000, 1024, 4097, 1_000_003]) {
  test(`${length} equal numbers, the worst case of rounding, are summed to 3e-6`, async () => {
    for (const value of [0.1, 0.7, 1.1].map(Math.fround)) {
      const x = tf.fill([1, length], value);
      const total = sumLastAxis(x);
      expect(Math.abs((await total.data())[0] / (value * length) - 1), `value ${value}`).toBeLessThan(3e-6);
      tf.dispose([x, total]);
    }
  });
}

test('any length keeps its other axes, and its gradient is one everywhere', async () => {
  for (const length of [0, 1, 63, 200, 321]) {
    const x = tf.ones([2, 1, length]);
    const total = sumLastAxis(x);
    await withContext(`length ${length}`, () => expectTensorsClose(total, [[length], [length]]));
    const gradient = tf.tidy(() => tf.grad(sumLastAxis)(x));
    expect(gradient.shape, `length ${length}`).toEqual(x.shape);
    expect(Array.from(await gradient.data()), `length ${length}`).toEqual(Array(x.size).fill(1));
    tf.dispose([x, total, gradient]);
  }
});
