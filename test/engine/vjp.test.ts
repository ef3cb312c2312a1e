import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { defineOp } from '../../src/engine/defineOp';
import { vjp } from '../../src/engine/vjp';
import { expectTensorsClose } from '../../src/testing';

const cube = (x: tf.Tensor) => tf.mul(x, tf.mul(x, x));

/** An op whose formula is a derivative: dy · 3x². */
const cubeGrad = defineOp<'dy' | 'x'>({
  name: 'TestCubeGrad',
  inputs: ['dy', 'x'],
  composed: ({ dy, x }) => vjp(cube, [x], dy)[0],
});

test('an op whose formula is a derivative has the right first and second derivatives', async () => {
  const x = tf.tensor1d([2, -3]);
  const dy = tf.tensor1d([1, 10]);
  const before = tf.memory().numTensors;
  const value = cubeGrad({ dy, x });
  const [forDy, forX] = tf.grads((a, b) => cubeGrad({ dy: a, x: b }))([dy, x]);
  const second = tf.grad((b) => tf.sum(tf.grad((c) => cubeGrad({ dy, x: c }))(b)))(x);
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(4);
  await expectTensorsClose(value, tf.tensor1d([12, 270]));
  await expectTensorsClose(forDy, tf.tensor1d([12, 27]));
  await expectTensorsClose(forX, tf.tensor1d([12, -180]));
  await expectTensorsClose(second, tf.tensor1d([6, 60]));
});
