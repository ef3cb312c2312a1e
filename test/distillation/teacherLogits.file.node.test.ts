import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { teacherLogits } from '../../src/distillation';
import { expectTensorsClose } from '../../src/testing';
import { examples, never, teacher, testCache } from './testCache';

const folder = mkdtemp(join(tmpdir(), 'teacher-'));
const address = async (name: string) => `file://${join(await folder, name)}`;

testCache(address);

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
