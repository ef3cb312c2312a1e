import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { keepTopK, teacherLogits } from '../../src/distillation';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../src/testing';
import { expectArgumentRejection } from '../support/expectArgumentError';

const weights = seededTensor([3, 6], { seed: 1 }) as tf.Tensor2D;
const examples = seededTensor([7, 3], { seed: 2 }) as tf.Tensor2D;
let calls = 0;
const teacher = (x: tf.Tensor) => {
  calls++;
  return tf.matMul(x as tf.Tensor2D, weights);
};

test('all logits, in batches, with progress', async () => {
  const progress: { step: number; total: number }[] = [];
  calls = 0;
  const logits = await teacherLogits(teacher, examples, { batchSize: 3, onProgress: (p) => progress.push(p) });
  expect(calls).toBe(3);
  expect(progress).toEqual([3, 6, 7].map((step) => ({ step, total: 7 })));
  const expected = tf.matMul(examples, weights);
  await expectTensorsClose(logits, expected, { rtol: 1e-6 });
  tf.dispose([logits, expected]);
});

test('tokens: logits with axes between batch and classes, all of them and with k', async () => {
  const ofTokens = (x: tf.Tensor) => tf.mul(tf.expandDims(x, 2), [1, -2, 3, 0.5]);
  const logits = await teacherLogits(ofTokens, examples, { batchSize: 3 });
  const kept = await teacherLogits(ofTokens, examples, { batchSize: 3, k: 2 });
  const expected = tf.tidy(() => keepTopK(ofTokens(examples), 2));
  expect(logits.shape).toEqual([7, 3, 4]);
  const all = tf.tidy(() => ofTokens(examples));
  await expectTensorsClose(logits, all, { rtol: 1e-6 });
  for (const name of ['classes', 'logits', 'remainder'] as const) {
    await expectTensorsClose(kept[name], expected[name], { rtol: 1e-6 });
  }
  tf.dispose([logits, { ...kept }, { ...expected }, all]);
});

test('k: what keepTopK returns', async () => {
  const kept = await teacherLogits(teacher, examples, { batchSize: 4, k: 2 });
  const expected = tf.tidy(() => keepTopK(tf.matMul(examples, weights), 2));
  expect(kept.classes.dtype).toBe('int32');
  expect(Array.from(await kept.classes.data())).toEqual(Array.from(await expected.classes.data()));
  await expectTensorsClose(kept.logits, expected.logits, { rtol: 1e-6 });
  await expectTensorsClose(kept.remainder, expected.remainder, { rtol: 1e-6 });
  tf.dispose([{ ...kept }, { ...expected }]);
});

test('a timer runs between batches, and an abort ends the work with its reason', async () => {
  const controller = new AbortController();
  const before = tf.memory().numTensors;
  const work = teacherLogits(teacher, tf.zeros([5000, 3]), { batchSize: 1, signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 5);
  await expect(work).rejects.toThrow('enough');
  expect(tf.memory().numTensors - before, 'the zeros alone').toBe(1);
});

test('a teacher that throws leaves nothing behind; one that returns a tensor of its own keeps it', async () => {
  const before = tf.memory().numTensors;
  let call = 0;
  const failing = (x: tf.Tensor) => {
    if (call++ === 1) throw new Error('no more');
    return teacher(x);
  };
  await expect(teacherLogits(failing, examples, { batchSize: 3 })).rejects.toThrow('no more');
  expect(tf.memory().numTensors).toBe(before);
  const own = tf.zeros([7, 2]);
  const logits = await teacherLogits(() => own, examples);
  expect(own.isDisposed).toBe(false);
  tf.dispose([own, logits]);
});

test('the examples may be disposed while it waits', async () => {
  const own = tf.mul(examples, 2);
  const work = teacherLogits(teacher, own, { batchSize: 3 });
  own.dispose();
  const logits = await work;
  const expected = tf.tidy(() => tf.mul(tf.matMul(examples, weights), 2));
  await expectTensorsClose(logits, expected, { rtol: 1e-6 });
  tf.dispose([logits, expected]);
});

test('no leak', () => expectNoLeak(() => teacherLogits(teacher, [[1, 2, 3]], { k: 2 })));

test('an async teacher that fails is an error, without a stray rejection', async () => {
  const stray: unknown[] = [];
  const note = (reason: unknown) => stray.push(reason);
  globalThis.process?.on?.('unhandledRejection', note);
  const failing = async () => {
    throw new Error('inside the teacher');
  };
  await expect(teacherLogits(failing as never, examples)).rejects.toThrow('teacher does not return logits');
  await new Promise((resolve) => setTimeout(resolve, 10));
  globalThis.process?.off?.('unhandledRejection', note);
  expect(stray).toEqual([]);
});

test('errors', async () => {
  const cases: [() => Promise<unknown>, string][] = [
    [() => teacherLogits(1 as never, examples), 'teacher is not a function; expected a function; got 1'],
    [
      () => teacherLogits(() => tf.zeros([7]), examples),
      'teacher does not return logits; expected logits [7, ..., classes]; got a float32 tensor of shape [7]',
    ],
    [
      () => teacherLogits(teacher, examples, { k: 7 }),
      'k is out of range; expected an integer at least 1 and at most 6; got 7',
    ],
    [
      () => teacherLogits(teacher, examples, { cache: 'localstorage://x' }),
      "cache is not an address that this platform has; expected indexeddb://NAME in a browser or file://PATH in Node; got 'localstorage://x'",
    ],
    [() => teacherLogits(teacher, 1), 'examples is empty; expected at least 1 example; got shape []'],
  ];
  for (const [call, message] of cases) await expectArgumentRejection(call, `teacherLogits: ${message}`);
});
