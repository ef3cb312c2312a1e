import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { distillationLoss, logitMatchingLoss } from '../../src/distillation';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/logitMatchingLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

const infinity = Number.POSITIVE_INFINITY;

testFixture(fixture, ({ student, teacher, weights }, options) =>
  logitMatchingLoss(student, teacher, { weights, ...options }),
);

test('logits of −∞ cancel in both, give +∞ in one, and have gradient zero', async () => {
  const student = tf.tensor2d([
    [1, -infinity],
    [1, 2],
    [-infinity, 2],
  ]);
  const teacher = tf.tensor2d([
    [3, -infinity],
    [3, -infinity],
    [3, 2],
  ]);
  const f = (s: tf.Tensor) => logitMatchingLoss(s, teacher, { reduction: 'none' });
  const value = f(student);
  const gradient = tf.grad(f)(student);
  await expectTensorsClose(value, [2, infinity, infinity]);
  await expectTensorsClose(gradient, [
    [-2, 0],
    [-2, 0],
    [0, 0],
  ]);
  tf.dispose([student, teacher, value, gradient]);
});

test('1/N of its gradient is that of distillationLoss at T = 100, to 1% in norm, for logits of mean 0', async () => {
  const classes = 10;
  const [student, teacher] = [1, 2].map((seed) => {
    const logits = seededTensor([8, classes], { seed, low: -2, high: 2 });
    return tf.sub(logits, tf.mean(logits, 1, true));
  });
  const gradients = [
    tf.grad((s: tf.Tensor) => logitMatchingLoss(s, teacher))(student),
    ...[100, 1000].map((temperature) =>
      tf.grad((s: tf.Tensor) => distillationLoss(s, teacher, { temperature }))(student),
    ),
  ];
  const [matching, ...distillation] = await Promise.all(
    gradients.map(async (gradient) => [...(await gradient.data())]),
  );
  const norm = (x: number[]) => Math.hypot(...x);
  const errors = distillation.map((g) => norm(g.map((x, i) => classes * x - matching[i])) / norm(matching));
  expect(errors[0]).toBeLessThan(0.01);
  expect(errors[1]).toBeLessThan(0.001);
  tf.dispose([student, teacher, gradients]);
});

test('weights: a position of weight 0 is left out, whatever its logits, and an example of such alone is 0', async () => {
  const student = tf.tensor3d([[[1, 2], [Number.NaN, 0]], [[infinity, 1], [-infinity, 1]]]); // biome-ignore format: rows
  const teacher = tf.tensor3d([[[3, 2], [1, 1]], [[0, 0], [0, 0]]]); // biome-ignore format: rows
  const f = (s: tf.Tensor) => logitMatchingLoss(s, teacher, { weights: [[2, 0], [0, 0]], reduction: 'none' }); // biome-ignore format: rows
  await expectTensorsClose(f(student), [2, 0]);
  await expectTensorsClose(tf.grad(f)(student), [[[-2, 0], [0, 0]], [[0, 0], [0, 0]]]); // biome-ignore format: rows
});

test('NaN is not hidden', async () => {
  const loss = logitMatchingLoss([1, Number.NaN], [1, 2]);
  expect((await loss.data())[0]).toBeNaN();
  loss.dispose();
});

test('errors', () => {
  expectArgumentError(
    () => logitMatchingLoss([[1, 2]], [[1, 2]], { weights: [1, 1] }),
    'logitMatchingLoss: weights has the wrong shape; expected [1]; got [2]',
  );
  expectArgumentError(
    () => logitMatchingLoss([[1, 2]], [1, 2]),
    'logitMatchingLoss: studentLogits and teacherLogits differ in shape; expected teacherLogits of shape [1, 2]; got [2]',
  );
  expectArgumentError(
    () => logitMatchingLoss([1], [1], { reduction: 'max' as never }),
    "logitMatchingLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
  );
});
