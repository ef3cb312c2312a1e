import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  distillationLoss,
  ensembleLogits,
  keepTopK,
  logitMatchingLoss,
  logSoftmaxWithTemperature,
  perturbLogits,
  recalibrateBias,
  softmaxWithTemperature,
  topKDistillationLoss,
} from '../../src/distillation';

const infinity = Number.POSITIVE_INFINITY;
const rows = [
  [0, 1, -1],
  [1e6, -1e6, 0],
  [1e6, 1e6 + 1, 1e6 - 2],
  [-1e6, -1e6 + 1, -1e6 - 2],
  [-infinity, 0, 1],
  [1e6, -infinity, -1e6],
  [-infinity, -infinity, -1e6],
  [-infinity, -infinity, -infinity],
];
const none = { reduction: 'none' } as const;
const divergences = ['forward', 'reverse', 'jensenShannon'] as const;

/** A function of the student's logits and the teacher's, both [rows, 3]. */
type Case = (student: tf.Tensor, teacher: tf.Tensor) => tf.Tensor;
/** Losses, which are never negative. */
const losses: Record<string, Case> = { logitMatchingLoss: (s, t) => logitMatchingLoss(s, t, none) };
const others: Record<string, Case> = {
  'keepTopK, k: 2': (s) => keptInOne(keepTopK(s, 2)),
  'keepTopK, k: 3': (s) => keptInOne(keepTopK(s, 3)),
  perturbLogits: (s) => perturbLogits(s, { stddev: 5, probability: 1, seed: 1 }),
  recalibrateBias: (s) => recalibrateBias(s, [0, 2], 3.5),
};
for (const mean of ['arithmetic', 'geometric'] as const) {
  others[`ensembleLogits, mean: '${mean}'`] = (s, t) => ensembleLogits([s, t], { mean });
}
for (const temperature of [0.01, 1, 1000]) {
  others[`softmaxWithTemperature, temperature: ${temperature}`] = (s) => softmaxWithTemperature(s, { temperature });
  others[`logSoftmaxWithTemperature, temperature: ${temperature}`] = (s) =>
    logSoftmaxWithTemperature(s, { temperature });
  for (const divergence of divergences) {
    const options = { divergence, temperature, ...none };
    const title = `divergence: '${divergence}', temperature: ${temperature}`;
    losses[`distillationLoss, ${title}`] = (s, t) => distillationLoss(s, t, options);
    losses[`distillationLoss, class ids, ${title}`] = (s, t) =>
      distillationLoss(s, t, { ...options, labels: tf.fill([s.shape[0]], 1, 'int32') });
    losses[`distillationLoss, probabilities and weights, ${title}`] = (s, t) => {
      const labels = tf.tile(tf.tensor2d([[0.25, 0.75, 0]]), [s.shape[0], 1]);
      return distillationLoss(s, t, { ...options, labels, weights: tf.range(0, s.shape[0]) });
    };
    losses[`topKDistillationLoss, ${title}`] = (s, t) => topKDistillationLoss(s, keepTopK(t, 2), options);
  }
}

const keptInOne = ({ logits, remainder }: ReturnType<typeof keepTopK>) =>
  tf.concat([logits, tf.expandDims(remainder, 1)], 1);

for (const [name, f] of Object.entries({ ...losses, ...others })) {
  test(`${name}: no NaN in value, gradient or second gradient for logits up to ±1e6 and −∞`, async () => {
    const student = tf.tensor2d(rows.flatMap((row) => rows.map(() => row)));
    const teacher = tf.tensor2d(rows.flatMap(() => rows));
    const gradient = (s: tf.Tensor) => tf.grad((s: tf.Tensor) => f(s, teacher))(s);
    // tfjs throws where a gradient does not depend on the input; clipping keeps −∞ · 0 away.
    const second = tf.grad((s: tf.Tensor) =>
      tf.add(tf.mul(gradient(s), [1, -2, 0.5]), tf.mul(tf.clipByValue(s, -1, 1), 0)),
    );
    const [value, first, ofGradient] = tf.tidy(() => [f(student, teacher), gradient(student), second(student)]);
    const places: string[] = [];
    for (const [which, tensor, isWrong] of [
      ['value', value, (x: number) => Number.isNaN(x) || (name in losses && x < 0)],
      ['gradient', first, (x: number) => !Number.isFinite(x)],
      ['second gradient', ofGradient, (x: number) => !Number.isFinite(x)],
    ] as const) {
      const width = tensor.size / rows.length ** 2;
      for (const [at, number] of (await tensor.data()).entries()) {
        const row = Math.floor(at / width);
        const given = `[${rows[Math.floor(row / rows.length)]}], [${rows[row % rows.length]}]`;
        if (isWrong(number)) places.push(`${which} is ${number} at ${given}`);
      }
    }
    expect(places).toEqual([]);
    tf.dispose([student, teacher, value, first, ofGradient]);
  });
}
