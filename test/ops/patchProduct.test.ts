import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { patchProduct } from '../../src/ops/patchProduct';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';

const product = (patches: tf.Tensor, kernel: tf.Tensor) => patchProduct(patches as tf.Tensor2D, kernel as tf.Tensor2D);

/** WebGPU uses float32 throughout, and is emulated, so it gets fewer positions. */
const [million, tolerance] = tf.getBackend() === 'webgpu' ? [300_003, 1e-5] : [1_000_003, 1e-6];

describe('patchProduct', () => {
  for (const [positions, size, outputs] of [
    [1, 1, 1],
    [7, 3, 5],
    [2, 9, 1],
  ]) {
    test(`[${positions}, ${size}] · [${size}, ${outputs}] with its gradients`, async () => {
      const inputs = [seededTensor([positions, size], { seed: 1 }), seededTensor([size, outputs], { seed: 2 })];
      await expectTensorsClose(product(inputs[0], inputs[1]), tf.matMul(inputs[0], inputs[1]));
      await gradcheck(product, inputs);
      await gradgradcheck(product, inputs);
    });
  }

  for (const positions of [1024, 1025, 2 * 64 * 1024 + 1]) {
    test(`the gradient for the kernel over ${positions} positions in float64`, async () => {
      const inputs = [seededTensor([positions, 2], { seed: 1 }), tf.ones([2, 3])];
      const dy = seededTensor([positions, 3], { seed: 2 });
      const [xs, dys] = [await inputs[0].data(), await dy.data()];
      const expected = Array.from({ length: 6 }, (_, index) => {
        const [channel, output] = [Math.floor(index / 3), index % 3];
        let sum = 0;
        for (let p = 0; p < positions; p++) sum += xs[2 * p + channel] * dys[3 * p + output];
        return sum;
      });
      const gradient = tf.grads(product)(inputs, dy)[1];
      const atol = 1e-6 * Math.max(...expected.map(Math.abs));
      await expectTensorsClose(gradient, { shape: [2, 3], values: expected }, { rtol: 1e-5, atol });
    });
  }

  test(`the gradient for the kernel over ${million} equal positions is right to ${tolerance}`, async () => {
    const tenth = Math.fround(0.1);
    const inputs = [tf.fill([million, 1], tenth), tf.ones([1, 1])];
    const gradient = await tf
      .grads(product)(inputs, tf.fill([million, 1], tenth))[1]
      .data();
    expect(Math.abs(gradient[0] / (million * tenth * tenth) - 1)).toBeLessThan(tolerance);
  });

  test('without positions the gradient for the kernel is 0', async () => {
    const gradients = tf.grads(product)([tf.zeros([0, 2]), tf.ones([2, 3])]);
    expect(gradients[0].shape).toEqual([0, 2]);
    await expectTensorsClose(gradients[1], tf.zeros([2, 3]));
  });
});
