import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { thinPlateSplineGrid } from '../../src/spatial';
import { seededTensor } from '../../src/testing';
import { peakBytes } from '../support/peakBytes';

test('thinPlateSplineGrid, 64 points, 1024 × 1024: bytes of the heap for each pixel, with the 8 of each grid', async () => {
  const size: [number, number] = [1024, 1024];
  const target = seededTensor([64, 2], { seed: 1 });
  const source = tf.add(target, tf.mul(seededTensor([1, 64, 2], { seed: 2 }), 0.1));
  const perPixel = async (f: () => tf.Tensor[]) => (await peakBytes(async () => f())) / (size[0] * size[1]);
  const grid = (from: tf.Tensor, to: tf.Tensor) => thinPlateSplineGrid(from, to, size);
  // 24 and 40 were measured, tfjs's own copies of the grid and of dy included; the basis of all pixels would be 268.
  expect(await perPixel(() => [grid(target, source)])).toBeLessThan(30);
  const dy = tf.ones([1, ...size, 2]);
  expect(await perPixel(() => tf.grads(grid)([target, source], dy))).toBeLessThan(50);
});
