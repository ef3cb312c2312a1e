import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
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

test('an input of seven axes that f ignores has gradient 0', async () => {
  const x = tf.ones([1, 2, 1, 1, 1, 1, 2]);
  const y = tf.ones([2]);
  const [dx] = vjp((_, b) => tf.square(b), [x, y], y);
  expect(dx.shape).toEqual(x.shape);
  await expectTensorsClose(tf.reshape(dx, [4]), [0, 0, 0, 0]);
});

describe('an abandoned tape leaves no tensor behind', () => {
  const fail = (): never => {
    throw new Error('enough');
  };
  const failsLate = tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc: fail }));
  const functions: [string, (x: tf.Tensor) => tf.Tensor][] = [
    ['where f throws', (x) => tf.add(tf.square(tf.mul(x, x)), fail())],
    ['where a gradient throws', (x) => failsLate(tf.square(tf.mul(x, x)))],
    ['where f does not return a tensor', (x) => tf.square(x) && (undefined as never)],
  ];
  for (const [name, f] of functions) {
    test(name, async () => {
      const x = tf.scalar(2);
      const dy = tf.scalar(1);
      const before = tf.memory().numTensors;
      expect(() => vjp(f, [x], dy)).toThrow();
      expect(tf.memory().numTensors).toBe(before);
      // In the gradient of an op whose own tape continues.
      const catching = tf.customGrad((at) => ({
        value: tf.square(at as tf.Tensor),
        gradFunc: (outerDy: tf.Tensor) => {
          expect(() => vjp(f, [x], dy)).toThrow();
          return tf.mul(outerDy, 4);
        },
      }));
      const outer = tf.grad((at) => tf.mul(tf.square(at), catching(at)))(x);
      await expectTensorsClose(outer, tf.scalar(32));
      outer.dispose();
      expect(tf.memory().numTensors - before, 'tensors left behind').toBe(1); // the tensor of the comparison
    });
  }
});
