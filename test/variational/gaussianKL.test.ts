import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { gaussianKL } from '../../src/variational';
import fixture from '../fixtures/gaussianKL.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { type Fixture, testFixture } from '../support/testFixture';

testFixture(fixture, ({ mean, logVariance, ...priors }, options) =>
  gaussianKL(mean, logVariance, { ...priors, ...options }),
);

describe('gaussianKL', () => {
  test('keeps its relative accuracy near zero', async () => {
    const { inputs, output } = (fixture as Fixture).cases.find(({ name }) => name === 'near zero')!;
    const mean = tf.tensor1d(inputs.mean.values as number[]);
    const logVariance = tf.tensor1d(inputs.logVariance.values as number[]);
    const expected = { shape: [5], values: output.values as number[] };
    await expectTensorsClose(gaussianKL(mean, logVariance), expected, { rtol: 1e-6, atol: 0 });
  });

  test('broadcasts over seven axes', async () => {
    const [mean, logVariance] = [tf.ones([2, 1, 1, 1, 1, 1, 1]), tf.zeros([1, 1, 1, 1, 1, 1, 2])];
    const expected = { shape: [2, 1, 1, 1, 1, 1, 2], values: [0.5, 0.5, 0.5, 0.5] };
    await expectTensorsClose(gaussianKL(mean, logVariance), expected);
  });

  test('is never negative', async () => {
    const logVariance = tf.linspace(-0.01, 0.01, 401);
    const smallest = tf.min(gaussianKL(tf.zerosLike(logVariance), logVariance));
    expect((await smallest.data())[0]).toBeGreaterThanOrEqual(0);
  });

  test('overflows to infinity, not to NaN', async () => {
    const values = gaussianKL([0, 1e30, 0], [100, 0, -1e30]);
    await expectTensorsClose(values, [Infinity, Infinity, 5e29], { rtol: 1e-6 });
    const [forMean, forLogVariance] = tf.grads((mean, logVariance) => gaussianKL(mean, logVariance))([
      tf.tensor1d([2]),
      tf.tensor1d([100]),
    ]);
    await expectTensorsClose(forMean, [2]);
    await expectTensorsClose(forLogVariance, [Infinity]);
  });

  test('from a prior of another mean and variance: the value of the formula', async () => {
    const value = gaussianKL([1], [0], { priorMean: 1, priorLogVariance: Math.log(4) });
    await expectTensorsClose(value, [(0.25 - 1 + Math.log(4)) / 2]);
  });

  test('rejects shapes that do not broadcast', () => {
    expectArgumentError(
      () => gaussianKL([[1, 2, 3]], [[0, 0]]),
      'gaussianKL: logVariance does not broadcast; expected a shape compatible with [1, 3]; got [1, 2]',
    );
    expectArgumentError(
      () => gaussianKL([1, 2, 3], [0, 0, 0], { priorMean: [0, 0] }),
      'gaussianKL: priorMean does not broadcast; expected a shape compatible with [3]; got [2]',
    );
    expectArgumentError(
      () => gaussianKL([1], 'zero'),
      "gaussianKL: logVariance is not a tensor; expected a tensor or (nested) numbers; got 'zero'",
    );
  });
});
