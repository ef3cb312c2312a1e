import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Expects the active backend to compute a gradient. */
export const expectTensorsToWork = async () =>
  expect(Array.from(await tf.tidy(() => tf.grad((x) => tf.mean(tf.mul(x, x)))(tf.tensor1d([1, 3]))).data())).toEqual([
    1, 3,
  ]);
