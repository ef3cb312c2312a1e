import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { teacherLogits } from '../../src/distillation';
import { expectTensorsClose } from '../../src/testing';

const folder = mkdtemp(join(tmpdir(), 'teacher-'));
const address = async (name: string) => `file://${join(await folder, name)}`;

const teacher = (x: tf.Tensor) => tf.mul(x, [1, -2, 3]);
const never = (): tf.Tensor => {
  throw new Error('the teacher ran');
};
const examples = tf.tensor2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]]); // biome-ignore format: rows

test('the second call loads what the first one saved', async () => {
  const cache = await address('all');
  const first = await teacherLogits(teacher, examples, { cache, batchSize: 2 });
  const before = tf.memory().numTensors;
  const second = await teacherLogits(never, examples, { cache });
  await expectTensorsClose(second, first, { rtol: 0, atol: 0 });
  await expect(teacherLogits(never, [[1, 2, 3]], { cache })).rejects.toThrow(
    'teacherLogits: the cache holds other logits; expected 1 examples, all logits; got 3 examples, all logits',
  );
  await expect(teacherLogits(never, examples, { cache, k: 2 })).rejects.toThrow(
    'the cache holds other logits; expected 3 examples, k = 2; got 3 examples, all logits',
  );
  expect(tf.memory().numTensors - before, 'the logits that were loaded').toBe(1);
  tf.dispose([first, second]);
});

test('a folder that does not exist yet', async () => {
  const cache = await address('a/new/folder/all');
  const first = await teacherLogits(teacher, examples, { cache });
  const second = await teacherLogits(never, examples, { cache });
  await expectTensorsClose(second, first, { rtol: 0, atol: 0 });
  tf.dispose([first, second]);
});

test('two runs at once', async () => {
  const cache = await address('two');
  const run = () => teacherLogits(teacher, examples, { cache });
  const [first, second] = await Promise.all([run(), run()]);
  const third = await teacherLogits(never, examples, { cache });
  for (const logits of [second, third]) await expectTensorsClose(logits, first, { rtol: 0, atol: 0 });
  tf.dispose([first, second, third]);
});

test('an address without a path is an error', () =>
  expect(teacherLogits(teacher, examples, { cache: 'file://' })).rejects.toThrow(
    'teacherLogits: cache is not an address that this platform has; expected indexeddb://NAME in a browser or file://PATH in Node',
  ));

test('with k', async () => {
  const cache = await address('top');
  const first = await teacherLogits(teacher, examples, { cache, k: 2 });
  const second = await teacherLogits(never, examples, { cache, k: 2 });
  expect(second.classes.dtype).toBe('int32');
  for (const name of ['classes', 'logits', 'remainder'] as const) {
    await expectTensorsClose(second[name], first[name], { rtol: 0, atol: 0 });
  }
  tf.dispose([{ ...first }, { ...second }]);
});

test('an abort between two batches saves nothing', async () => {
  const cache = await address('aborted');
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const before = tf.memory().numTensors;
  const aborted = teacherLogits(teacher, examples, { cache, batchSize: 2, onProgress, signal: controller.signal });
  await expect(aborted).rejects.toThrow('enough');
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  let calls = 0;
  const counted = (x: tf.Tensor) => {
    calls++;
    return teacher(x);
  };
  const logits = await teacherLogits(counted, examples, { cache });
  expect(calls).toBe(1);
  logits.dispose();
});

test('a file that was cut off, at any byte, or is of another kind', async () => {
  const cache = await address('cut');
  const path = cache.slice('file://'.length);
  const saved = await teacherLogits(teacher, examples, { cache, k: 2 });
  tf.dispose({ ...saved });
  const whole = await readFile(path);
  const before = tf.memory().numTensors;
  const damaged = [...whole.keys()].map((length) => whole.subarray(0, length));
  for (const bytes of [...damaged, Buffer.concat([whole, whole]), Buffer.from('{"logits": [1, 2, 3]}')]) {
    await writeFile(path, bytes);
    const expected = `teacherLogits: the cache ${path} is damaged: delete it to compute it again; expected a file that teacherLogits wrote; got ${bytes.length} bytes`;
    await expect(teacherLogits(never, examples, { cache, k: 2 })).rejects.toThrow(expected);
  }
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
});
