import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectNoLeak } from '../../../src/testing';

/** e^−x² Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · 5 ⋯ (2n + 1)) · 2 / √π, whose terms have one sign. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const selu = (x: number) => (x < 0 ? 1.7580993408473768 * Math.expm1(x) : 1.0507009873554805 * x);

/** Each op, and its function in float64. */
const ops: Record<string, [(x: tf.Tensor) => tf.Tensor, (x: number) => number]> = {
  exp: [tf.exp, Math.exp],
  expm1: [tf.expm1, Math.expm1],
  log: [tf.log, Math.log],
  log1p: [tf.log1p, Math.log1p],
  tanh: [tf.tanh, Math.tanh],
  softplus: [tf.softplus, softplus],
  sigmoid: [tf.sigmoid, sigmoid],
  selu: [tf.selu, selu],
  erf: [tf.erf, erf],
  sin: [tf.sin, Math.sin],
  cos: [tf.cos, Math.cos],
};

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, -1];

/** Numbers of every size, from the smallest subnormal one to the largest, and many where the functions bend. */
function inputs(): Float32Array {
  const positive = [];
  for (let exponent = -149; exponent < 128; exponent += 1 / 64) positive.push(2 ** exponent);
  for (let x = 0.0003; x < 12; x += 0.0001) positive.push(x);
  for (let x = 12; x < 110; x += 0.03) positive.push(x);
  return Float32Array.from([...special, ...positive, ...positive.map((x) => -x)]);
}

/** The distance of two neighbouring float32 numbers at x. */
const unitAt = (x: number) => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), -126) - 23);

test('stock tfjs does not compute exp of bools', () =>
  expect(tf.exp(tf.tensor1d([false, true], 'bool')).dataSync()[1]).not.toBeCloseTo(Math.E));

test('stock tfjs returns 0 as the sigmoid of −88, which is 6e-39', () => expect(tf.sigmoid(-88).dataSync()[0]).toBe(0));

test('stock tfjs computes cos to six digits after the point, not to float32', () => {
  const [value] = tf.cos(tf.scalar(-39.27000045776367)).dataSync();
  expect(Math.abs(value / Math.cos(-39.27000045776367) - 1)).toBeGreaterThan(1e-4);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [name, [op, reference]] of Object.entries(ops)) {
    test(`${name} is within two units in the last place of float64`, () =>
      expectNoLeak(async () => {
        const xs = inputs();
        const x = tf.tensor1d(xs);
        const y = op(x);
        const values = await y.data();
        let [largest, at] = [0, 0];
        for (const [index, value] of values.entries()) {
          const exact = reference(xs[index]);
          const rounded = Math.fround(exact);
          if (Object.is(value, rounded)) continue;
          const error = Number.isFinite(rounded) ? Math.abs(value - exact) / unitAt(exact) : Number.POSITIVE_INFINITY;
          if (error > largest) [largest, at] = [error, xs[index]];
        }
        expect(largest, `at ${at}`).toBeLessThanOrEqual(2);
        tf.dispose([x, y]);
      }));

    test(`${name} at NaN, infinities and zeros`, () => {
      const values = Array.from(op(tf.tensor1d(special)).dataSync());
      expect(values.slice(0, 5)).toEqual(special.slice(0, 5).map((x) => Math.fround(reference(x))));
    });

    for (const size of [0, 1, 2, 3, 5]) {
      test(`${name} of ${size} numbers`, () => {
        const x = tf.tensor(Array(size).fill(0.5), [1, size, 1]);
        expect(op(x).shape).toEqual([1, size, 1]);
        for (const value of op(x).dataSync()) expect(value).toBeCloseTo(reference(0.5), 6);
      });
    }
  }

  test('exp of integers and of bools', () => {
    for (const dtype of ['int32', 'bool'] as const) {
      const y = tf.exp(tf.tensor1d([0, 1], dtype));
      expect(y.dtype, dtype).toBe('float32');
      expect(Array.from(y.dataSync()), dtype).toEqual([1, Math.fround(Math.E)]);
    }
  });
});
