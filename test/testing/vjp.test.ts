import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeak, expectTensorsClose, gradcheck, vjp } from '../../src/testing';
import { expectArgumentError } from '../support/expectArgumentError';

const product = (a: tf.Tensor, b: tf.Tensor) => tf.mul(a, b);

test('vjp: the gradient of the weighted outputs for each input, zeros for an ignored one', async () => {
  const [a, b, ignored] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4]), tf.ones([3])];
  const [forA, forB, forIgnored] = vjp(product, [a, b, ignored], [1, 10]);
  await expectTensorsClose(forA, [3, 40]);
  await expectTensorsClose(forB, [1, 20]);
  await expectTensorsClose(forIgnored, [0, 0, 0]);
  await expectTensorsClose(vjp(tf.square, a, tf.ones([2]))[0], [2, 4]);
});

test('vjp has a gradient', async () => {
  const slope = (x: tf.Tensor) => vjp((z) => tf.mul(z, tf.square(z)), x, [1, -2])[0];
  await gradcheck(slope, tf.tensor1d([0.5, 2]));
});

test('vjp leaves no tensor behind, also if f throws', async () => {
  const x = tf.ones([2]);
  await expectNoLeak(() => vjp(tf.square, x, [1, 2]));
  const before = tf.memory().numTensors;
  const fail = (z: tf.Tensor) => {
    tf.square(tf.mul(z, z));
    throw new Error('enough');
  };
  expect(() => vjp(fail, x, [1, 2])).toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
});

test('errors', () => {
  const [x, ids] = [tf.ones([2]), tf.zeros([2], 'int32')];
  expectArgumentError(() => vjp(3 as never, x, [1, 2]), 'vjp: f is not a function; expected a function; got 3');
  expectArgumentError(
    () => vjp(product, [x, ids], [1, 2]),
    'vjp: input 1 has no gradient; expected a float32 tensor; got an int32 tensor of shape [2]',
  );
  expectArgumentError(() => vjp(tf.square, [], 1), 'vjp: inputs is empty; expected at least one tensor; got []');
  expectArgumentError(
    () => vjp(tf.square, x, 1),
    'vjp: f does not fit dy; expected a tensor of the shape of dy, []; got a float32 tensor of shape [2]',
  );
  expectArgumentError(
    () => vjp(() => undefined as never, x, [1, 2]),
    'vjp: f does not fit dy; expected a tensor of the shape of dy, [2]; got undefined',
  );
  expectArgumentError(
    () => vjp(() => Promise.reject(new Error('async')) as never, x, [1, 2]),
    'vjp: f does not fit dy; expected a tensor of the shape of dy, [2]; got [object Promise]',
  );
});
