import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { type Fixture, testFixture } from '../../src/testing';

const numbers = (...values: number[]) => ({ shape: [values.length], dtype: 'float32', values });

/** y = a x², at x = [1, 2] and a = [3, 4], where a has no part in the second gradient for itself. */
const fixture: Fixture = {
  function: 'scaledSquare',
  source: 'by hand',
  cases: [
    {
      name: 'two numbers',
      inputs: { a: numbers(3, 4), x: numbers(1, 2) },
      options: {},
      output: numbers(3, 16),
      cotangent: numbers(1, 10),
      gradients: { a: numbers(1, 40), x: numbers(6, 160) },
      tangents: { a: numbers(1, 1), x: numbers(2, 3) },
      secondGradients: { a: numbers(4, 120), x: numbers(14, 280) },
    },
  ],
};

type Inputs = Record<'a' | 'x', tf.Tensor>;
const right = ({ a, x }: Inputs) => tf.tidy(() => tf.mul(a, tf.mul(x, x)));
const messageOf = (evaluate: (inputs: Inputs) => tf.Tensor) =>
  testFixture(fixture, evaluate).then(
    () => 'passed',
    (error: Error) => error.message,
  );

test('testFixture passes a function with the right value, gradients and second gradients', async () => {
  expect(await messageOf(right)).toBe('passed');
});

test('testFixture names what differs: the value', async () => {
  expect(await messageOf(({ a, x }) => tf.tidy(() => tf.add(right({ a, x }), 1)))).toMatch(
    /^testFixture: value of 'two numbers': 2 of 2 elements differ/,
  );
});

test('testFixture names what differs: a gradient', async () => {
  const wrong = tf.customGrad((...args) => {
    const [a, x] = args as tf.Tensor[];
    return { value: right({ a, x }), gradFunc: (dy: tf.Tensor) => [tf.mul(dy, tf.square(x)), tf.mul(dy, a)] };
  });
  expect(await messageOf(({ a, x }) => wrong(a, x))).toMatch(/^testFixture: gradient for x of 'two numbers'/);
});

test('testFixture names what differs: a second gradient', async () => {
  // Its gradient is right, but constant.
  const wrong = tf.customGrad((...args) => {
    const [a, x] = args as tf.Tensor[];
    const gradFunc = (dy: tf.Tensor) => [tf.mul(dy, [1, 4]), tf.mul(dy, [6, 16])];
    return { value: right({ a, x }), gradFunc };
  });
  expect(await messageOf(({ a, x }) => wrong(a, x))).toMatch(/^testFixture: second gradient for/);
});

test('testFixture finds a leak', async () => {
  const leaked: tf.Tensor[] = [];
  const leaking = (inputs: Inputs) => {
    leaked.push(tf.keep(tf.scalar(1)));
    return right(inputs);
  };
  expect(await messageOf(leaking)).toMatch(/^testFixture: 'two numbers' leaves [1-9]\d* tensors behind$/);
  tf.dispose(leaked);
});

test('testFixture refuses a fixture without cases, a factor of 0, and anything but a function', async () => {
  await expect(testFixture({ ...fixture, cases: [] }, right)).rejects.toThrow(/^testFixture: fixture has no cases/);
  await expect(testFixture(fixture, right, { factor: 0 })).rejects.toThrow(/^testFixture: factor/);
  await expect(testFixture(fixture, undefined as never)).rejects.toThrow(/^testFixture: evaluate is not a function/);
});
