import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { distillationLoss, keepTopK, topKDistillationLoss } from '../../src/distillation';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/topKDistillationLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';
import { testFixture } from '../support/testFixture';
import { withContext } from '../support/withContext';

testFixture(fixture, ({ student, teacher, labels, weights }, { k, ...options }) =>
  tf.tidy(() => topKDistillationLoss(student, keepTopK(teacher, k), { labels, weights, ...options })),
);

test('k = N is distillationLoss, for positions, weights and class ids too', async () => {
  const [student, teacher] = [1, 2].map((seed) => seededTensor([2, 3, 5], { seed, low: -3, high: 3 }));
  const weights = [[1, 0, 2], [0.5, 1, 0]]; // biome-ignore format: rows
  const labels = tf.tensor2d([[0, 4, -1], [2, 1, 3]], [2, 3], 'int32'); // biome-ignore format: rows
  const options = { weights, labels, temperature: 3, reduction: 'none' } as const;
  const kept = keepTopK(teacher, 5);
  const [ofAll, whole] = [
    tf.valueAndGrad((s: tf.Tensor) => topKDistillationLoss(s, kept, options))(student),
    tf.valueAndGrad((s: tf.Tensor) => distillationLoss(s, teacher, options))(student),
  ];
  await expectTensorsClose(ofAll.value, whole.value, { rtol: 1e-5 });
  await expectTensorsClose(ofAll.grad, whole.grad, { rtol: 1e-4, atol: 1e-6 });
  tf.dispose([student, teacher, labels, { ...kept }, { ...ofAll }, { ...whole }]);
});

test('a student equal to the teacher has loss and gradient 0 at every temperature', async () => {
  const logits = seededTensor([2, 6], { seed: 3, low: -2, high: 2 });
  const kept = keepTopK(logits, 2);
  for (const temperature of [0.5, 1, 20]) {
    const loss = tf.valueAndGrad((s: tf.Tensor) => topKDistillationLoss(s, kept, { temperature }))(logits);
    await withContext(`temperature: ${temperature}`, async () => {
      await expectTensorsClose(loss.value, 0, { atol: 1e-9 });
      await expectTensorsClose(loss.grad, tf.zeros([2, 6]), { atol: 1e-6 });
    });
    tf.dispose({ ...loss });
  }
  tf.dispose([logits, { ...kept }]);
});

test('places with ids outside the classes are empty: rows may keep different numbers of classes', async () => {
  const student = [[1, 2, 3, 0], [0, 1, 0, 2]]; // biome-ignore format: rows
  const classes = [[0, 1], [3, -1]]; // biome-ignore format: rows
  const options = { temperature: 2, reduction: 'none' } as const;
  const both = topKDistillationLoss(student, { classes, logits: [[3, 2], [4, 9]], remainder: [1, 0.5] }, options); // biome-ignore format: rows
  const second = topKDistillationLoss([student[1]], { classes: [[3]], logits: [[4]], remainder: [0.5] }, options);
  const of = await both.data();
  expect(of[1]).toBeCloseTo((await second.data())[0], 5);
  expect(of[0]).toBeGreaterThan(0);
  tf.dispose([both, second]);
});

test('the teacher is constant: its gradient is zero', async () => {
  const [logits, remainder] = [tf.tensor2d([[1, 0]]), tf.tensor1d([0.5])];
  const gradients = tf.grads((logits: tf.Tensor, remainder: tf.Tensor) =>
    topKDistillationLoss([[1, 2, 3]], { classes: [[0, 2]], logits, remainder }),
  )([logits, remainder]);
  await expectTensorsClose(gradients[0], [[0, 0]]);
  await expectTensorsClose(gradients[1], [0]);
  tf.dispose([logits, remainder, gradients]);
});

testEmptyInput(
  'an empty batch',
  (student, logits, remainder) =>
    tf.tidy(() => {
      const classes = tf.zeros([0, 2], 'int32');
      return topKDistillationLoss(student, { classes, logits, remainder }, { reduction: 'none' });
    }),
  [[0, 3], [0, 2], [0]], // biome-ignore format: shapes
  { shape: [0] },
);

test('no leak', () => expectNoLeak(() => topKDistillationLoss([1, 2, 3], { classes: [1], logits: [2], remainder: 1 })));

test('errors', () => {
  const teacher = { classes: [[0, 1]], logits: [[2, 1]], remainder: [0] };
  const cases: [Partial<Record<keyof typeof teacher, unknown>>, string][] = [
    [{ classes: [0, 1] }, 'teacher.classes has the wrong shape; expected [1, *]; got [2]'],
    [{ classes: [[0, 1], [0, 1]] }, 'teacher.classes has the wrong shape; expected [1, *]; got [2, 2]'], // biome-ignore format: rows
    [{ classes: [[]] }, 'teacher.classes is empty; expected at least 1 class; got [1, 0]'],
    [{ logits: [[1, 2, 3]] }, 'teacher.logits has the wrong shape; expected [1, 2]; got [1, 3]'],
    [{ remainder: 1 }, 'teacher.remainder has the wrong shape; expected [1]; got []'],
    [{ classes: [[0.5, 1]] }, 'teacher.classes has a value that is not an integer; expected 32-bit integers; got 0.5'],
  ];
  for (const [wrong, message] of cases) {
    expectArgumentError(
      () => topKDistillationLoss([[1, 2, 3]], { ...teacher, ...wrong } as typeof teacher),
      `topKDistillationLoss: ${message}`,
    );
  }
});
