import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect } from 'vitest';

/** Counts the tensors before each test of a file. Returns what expects as many. */
export function watchTensors(): () => void {
  let before: number;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  return () => expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
}
