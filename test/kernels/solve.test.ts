import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { solve } from '../../src/kernels/solve/op';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';

test('rows change places where a pivot is zero', async () => {
  const a = tf.tensor2d([0, 2, 0, 0, 0, -4, 8, 1, 1], [3, 3]);
  const x = tf.tensor2d([1, -2, 3, 0.5, -1, 4], [3, 2]);
  await expectTensorsClose(solve(a, tf.matMul(a, x)), x, { rtol: 1e-6, atol: 1e-6 });
});

test('a large system is solved to the rounding of float32', async () => {
  const a = tf.add(seededTensor([20, 20], { seed: 1 }), tf.mul(2, tf.eye(20))) as tf.Tensor2D;
  const x = seededTensor([20, 1], { seed: 2 }) as tf.Tensor2D;
  await expectTensorsClose(solve(a, tf.matMul(a, x)), x, { rtol: 1e-4, atol: 1e-4 });
});

test('value and gradient have gradients, and nothing leaks', async () => {
  const a = seededTensor([3, 3], { seed: 3 });
  const b = seededTensor([3, 2], { seed: 4 });
  const before = tf.memory().numTensors;
  solve(a as tf.Tensor2D, b as tf.Tensor2D).dispose();
  expect(tf.memory().numTensors).toBe(before);
  const f = (p: tf.Tensor, q: tf.Tensor) => solve(p as tf.Tensor2D, q as tf.Tensor2D);
  await gradcheck(f, [a, b]);
  await gradgradcheck(f, [a, b]);
});

test('without columns it is empty', () => {
  expect(solve(tf.eye(2), tf.zeros([2, 0])).shape).toEqual([2, 0]);
});
