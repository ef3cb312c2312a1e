import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { logSoftmaxWithTemperature, softmaxWithTemperature } from '../../src/distillation';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';
import logFixture from '../fixtures/logSoftmaxWithTemperature.json';
import fixture from '../fixtures/softmaxWithTemperature.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

const infinity = Number.POSITIVE_INFINITY;

testFixture(fixture, ({ logits }, options) => softmaxWithTemperature(logits, options));
testFixture(logFixture, ({ logits }, options) => logSoftmaxWithTemperature(logits, options));

describe('logits of −∞', () => {
  const rows = [
    [0, -infinity, 0],
    [-infinity, -infinity, -infinity],
  ];
  test('have probability zero, also where all are −∞', async () => {
    const logits = tf.tensor2d(rows);
    const probabilities = softmaxWithTemperature(logits);
    const logarithms = logSoftmaxWithTemperature(logits);
    const half = Math.log(0.5);
    await expectTensorsClose(probabilities, [
      [0.5, 0, 0.5],
      [0, 0, 0],
    ]);
    await expectTensorsClose(logarithms, [
      [half, -infinity, half],
      [-infinity, -infinity, -infinity],
    ]);
    tf.dispose([logits, probabilities, logarithms]);
  });
  test('have gradient zero, and their logarithms none for others', async () => {
    const logits = tf.tensor2d(rows);
    const dy = tf.tensor2d([
      [1, 5, 3],
      [1, 2, 3],
    ]);
    const gradient = tf.grad((z: tf.Tensor) => logSoftmaxWithTemperature(z, { temperature: 2 }));
    const first = gradient(logits, dy);
    const second = tf.grad((z: tf.Tensor) => tf.sum(tf.square(gradient(z, dy))))(logits);
    // (dy − p Σ dy) / T over the two possible classes, and its square's derivative by hand.
    await expectTensorsClose(first, [
      [-0.5, 0, 0.5],
      [0, 0, 0],
    ]);
    await expectTensorsClose(
      second,
      [
        [0.5, 0, -0.5],
        [0, 0, 0],
      ],
      { rtol: 1e-5 },
    );
    tf.dispose([logits, dy, first, second]);
  });
  test('may have an infinite cotangent of the logarithm', async () => {
    const logits = tf.tensor1d([0, -infinity, 0]);
    const dy = tf.tensor1d([1, infinity, 3]);
    const gradient = tf.grad((z: tf.Tensor) => logSoftmaxWithTemperature(z))(logits, dy);
    await expectTensorsClose(gradient, [-1, 0, 1]);
    tf.dispose([logits, dy, gradient]);
  });
});

for (const f of [softmaxWithTemperature, logSoftmaxWithTemperature]) {
  test(`${f.name}: gradients of gradients along the first axis`, async () => {
    const logits = seededTensor([3, 4], { seed: 1, low: -2, high: 2 });
    await gradcheck((z) => f(z, { temperature: 2, axis: 0 }), logits);
    await gradgradcheck((z) => f(z, { temperature: 2, axis: 0 }), logits);
    logits.dispose();
  });
  test(`${f.name}: NaN is not hidden`, async () => {
    const y = f([1, Number.NaN, 2]);
    expect(Array.from(await y.data()).every(Number.isNaN)).toBe(true);
    y.dispose();
  });
  test(`${f.name}: errors`, () => {
    const prefix = f.name;
    expectArgumentError(() => f(3), `${prefix}: logits has no axis; expected at least rank 1; got shape []`);
    for (const temperature of [0, 1e-300, 1e-46, 1e20, infinity]) {
      expectArgumentError(
        () => f([1], { temperature }),
        `${prefix}: temperature is out of range; expected a finite number at least 1e-8 and at most 100000000; got ${temperature}`,
      );
    }
    expectArgumentError(
      () => f([[1]], { axis: 2 }),
      `${prefix}: axis is out of range; expected an integer at least -2 and at most 1; got 2`,
    );
  });
}
