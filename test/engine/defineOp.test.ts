import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { defineOp } from '../../src/engine/defineOp';

test('defineOp rejects an op that returns its own input', () => {
  const passThrough = defineOp<'x'>({ name: 'PassThrough', inputs: ['x'], composed: ({ x }) => x });
  const before = tf.memory().numTensors;
  const x = tf.tensor1d([1, 2]);
  expect(() => passThrough({ x })).toThrow('PassThrough must return a new tensor, not its input');
  expect(x.isDisposed).toBe(false);
  expect(tf.memory().numTensors).toBe(before + 1);
  x.dispose();
});
