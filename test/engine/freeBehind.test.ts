import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { vjp } from '../../src/engine/vjp';
import { expectTensorsClose } from '../../src/testing';
import { withContext } from '../support/withContext';

type Function = (x: tf.Tensor) => tf.Tensor;

/** The gradient of Σ f(x), and the number of live tensors when the backward pass reaches x. */
function gradientOf(f: Function, x: tf.Tensor): { dx: tf.Tensor; tensors: number } {
  const before = tf.memory().numTensors;
  let tensors = Number.NaN;
  const counting = tf.customGrad((y) => ({
    value: tf.clone(y as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => {
      tensors = tf.memory().numTensors - before;
      return tf.clone(dy);
    },
  }));
  const dy = tf.onesLike(x);
  const [dx] = vjp((y) => f(counting(y)), [x], dy);
  expect(dy.isDisposed, 'dy belongs to the caller').toBe(false);
  dy.dispose();
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(1);
  return { dx, tensors };
}

const times = (length: number, f: Function): Function => (length === 0 ? (x) => x : (x) => f(times(length - 1, f)(x)));
const half: Function = (x) => tf.mul(x, 0.5);
const sumOf = (branches: number): Function => {
  return (x) => Array.from({ length: branches }, () => tf.square(x)).reduce((sum, next) => tf.add(sum, next));
};

test('a long chain keeps no more tensors than a short one', async () => {
  const x = tf.tensor1d([3, -1]);
  const [short, long] = [2, 20].map((length) => gradientOf(times(length, half), x));
  await expectTensorsClose(long.dx, tf.fill([2], 2 ** -20));
  expect(long.tensors).toBe(short.tensors);
});

test('a long chain of squares, which save their inputs, keeps no more tensors than a short one', async () => {
  const [short, long] = [2, 10].map((length) => gradientOf(times(length, tf.square), tf.tensor1d([1, -1])));
  await expectTensorsClose(long.dx, tf.tensor1d([1024, -1024]));
  expect(long.tensors).toBe(short.tensors);
});

test('only the sum of many gradients of one tensor stays, together with the tensors before a branch', async () => {
  const x = tf.tensor1d([0, 1]);
  const [few, many] = [3, 12].map((branches) => gradientOf((y) => half(sumOf(branches)(half(y))), x));
  await expectTensorsClose(many.dx, tf.tensor1d([0, 3]));
  expect(many.tensors).toBe(few.tensors);
});

/** An addition whose gradient function returns its `dy` itself, for both inputs. */
const plus = tf.customGrad((a, b) => ({
  value: tf.add(a as tf.Tensor, b as tf.Tensor),
  gradFunc: (dy: tf.Tensor) => [dy, dy],
})) as (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

test.each<[string, Function, number]>([
  ['to two tensors', (x) => plus(half(x), tf.square(x)), 6.5],
  ['twice to the same tensor', (x) => half(plus(x, x)), 1],
  ['along a chain', (x) => plus(half(plus(half(x), tf.square(x))), half(x)), 3.75],
  ['as the first of several', (x) => ((y) => tf.add(plus(y, half(y)), tf.mul(y, y)))(half(x)), 2.25],
  ['as the last of several', (x) => ((y) => tf.add(tf.mul(y, y), plus(half(y), half(y))))(half(x)), 2],
])('a gradient that is passed on unchanged stays: %s', async (_, f, expected) => {
  await expectTensorsClose(gradientOf(f, tf.scalar(3)).dx, tf.scalar(expected));
});

test('a gradient that its gradient function also holds elsewhere stays', async () => {
  const slope = tf.scalar(7);
  const kept: tf.Tensor[] = [];
  const line = tf.customGrad((x) => ({ value: tf.mul(x as tf.Tensor, slope), gradFunc: () => slope }));
  const keeping = tf.customGrad((x) => ({
    value: tf.mul(x as tf.Tensor, 7),
    gradFunc: () => {
      kept.push(tf.keep(tf.clone(slope)));
      return kept[0];
    },
  }));
  for (const [name, f] of Object.entries({ line, keeping })) {
    const [dx] = vjp((x) => f(half(x)), [tf.scalar(2)], tf.scalar(1));
    await withContext(name, () => expectTensorsClose(dx, tf.scalar(3.5)));
  }
  await expectTensorsClose(slope, tf.scalar(7));
  await expectTensorsClose(kept[0], tf.scalar(7));
});
