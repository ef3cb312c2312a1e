import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { bernoulliLogLikelihood } from '../../src/variational';
import fixture from '../fixtures/bernoulliLogLikelihood.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { type Fixture, testFixture } from '../support/testFixture';

const evaluate = ({ x, logits }: { x: tf.Tensor; logits: tf.Tensor }) => bernoulliLogLikelihood(x, logits);

testFixture(fixture, evaluate);

/** exp(−|l|) may be off by 3 + 2|l| units in the last place in WGSL, and float32 holds nothing below 1e-38. */
const tolerance = () => ({ rtol: tf.getBackend() === 'webgpu' ? 1e-5 : 1e-6, atol: 1e-37 });

describe('bernoulliLogLikelihood', () => {
  describe('is accurate relative to each value, however small', () => {
    for (const { name, inputs, output } of (fixture as Fixture).cases) {
      test(name, async () => {
        const [x, logits] = [inputs.x, inputs.logits].map(({ shape, values }) => tf.tensor(values.map(Number), shape));
        const expected = { shape: output.shape, values: output.values.map(Number) };
        await expectTensorsClose(evaluate({ x, logits }), expected, tolerance());
      });
    }
  });

  test('is 0 if an infinite logit is right, and has no NaN if it is wrong', async () => {
    const largest = 3.4028234663852886e38;
    const value = bernoulliLogLikelihood([1, 0, 0, 1], [Infinity, -Infinity, Infinity, -Infinity]);
    await expectTensorsClose(value, [0, 0, -largest, -largest]);
    const gradient = tf.grad((logits) => bernoulliLogLikelihood([1, 0, 0, 1], logits));
    await expectTensorsClose(gradient(tf.tensor1d([Infinity, -Infinity, Infinity, -Infinity])), [0, 0, -1, 1]);
  });

  test('has gradient −p or 1 − p to the last digit if a large logit is right', async () => {
    const logits = [17, 20, 40, 60, 80];
    const gradient = (x: number, sign: number) =>
      tf.grad((l: tf.Tensor) => bernoulliLogLikelihood(tf.fill([5], x), l))(tf.tensor1d(logits.map((l) => sign * l)));
    const expected = logits.map((l) => Math.exp(-l) / (1 + Math.exp(-l)));
    await expectTensorsClose(gradient(1, 1), expected, tolerance());
    await expectTensorsClose(
      gradient(0, -1),
      expected.map((p) => -p),
      tolerance(),
    );
  });

  test('keeps NaN, in the gradient too', async () => {
    const inputs = [
      [1, 0, Number.NaN, 0.5],
      [Number.NaN, Number.NaN, 0, 0],
    ].map((values) => tf.tensor1d(values));
    const value = bernoulliLogLikelihood(inputs[0], inputs[1]);
    await expectTensorsClose(value, [Number.NaN, Number.NaN, Number.NaN, -Math.LN2]);
    const gradient = tf.grads(bernoulliLogLikelihood)(inputs)[1];
    await expectTensorsClose(gradient, [Number.NaN, Number.NaN, Number.NaN, 0]);
  });

  test('accepts booleans and integers', async () => {
    const expected = [-Math.LN2, -Math.LN2];
    await expectTensorsClose(bernoulliLogLikelihood(tf.tensor1d([true, false], 'bool'), 0), expected);
    await expectTensorsClose(bernoulliLogLikelihood(tf.tensor1d([1, 0], 'int32'), [0, 0]), expected);
  });

  test('rejects shapes that do not broadcast', () => {
    expectArgumentError(
      () => bernoulliLogLikelihood([1, 0], [[0, 0, 0]]),
      'bernoulliLogLikelihood: logits does not broadcast; expected a shape compatible with [2]; got [1, 3]',
    );
  });
});
