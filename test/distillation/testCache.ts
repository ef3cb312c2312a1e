import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { teacherLogits } from '../../src/distillation';
import { expectTensorsClose } from '../../src/testing';

export const teacher = (x: tf.Tensor) => tf.mul(x, [1, -2, 3]);
export const never = (): tf.Tensor => {
  throw new Error('the teacher ran');
};
export const examples = tf.tensor2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]]); // biome-ignore format: rows

/** Tests of every place for a cache. `address` is that of a name which is new there. */
export function testCache(address: (name: string) => Promise<string>): void {
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
}
