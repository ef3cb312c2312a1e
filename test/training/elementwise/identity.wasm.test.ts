import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectNoLeak, expectTensorsClose } from '../../../src/testing';

/** The buffers that a clone of a tensor adds. */
function buffersOfClone(): number {
  const x = tf.tensor1d([1, 2]);
  const before = tf.memory().numDataBuffers;
  const copy = tf.clone(x);
  const added = tf.memory().numDataBuffers - before;
  tf.dispose([x, copy]);
  return added;
}

test('stock tfjs copies the numbers of a clone', () => expect(buffersOfClone()).toBe(1));

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  test('a clone shares them', () => expect(buffersOfClone()).toBe(0));

  for (const dtype of ['float32', 'int32', 'bool'] as const) {
    test(`a clone of dtype ${dtype} outlives its original and another clone`, () =>
      expectNoLeak(async () => {
        const numbers = { float32: [1, 2, 3], int32: [4, 5], bool: [1] }[dtype];
        const values = tf.tensor(numbers, [1, numbers.length], dtype);
        const [first, second] = [tf.clone(values), tf.clone(values)];
        values.dispose();
        const { shape } = first;
        expect([shape, first.dtype]).toEqual([values.shape, values.dtype]);
        second.dispose();
        const other = tf.fill([3], 9); // would lie where the numbers were, had they been freed
        await expectTensorsClose(first, { shape, values: numbers });
        tf.dispose([first, other]);
      }));
  }

  test('assigning to a variable leaves a clone of it as it was', () =>
    expectNoLeak(async () => {
      const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
      const before = tf.clone(variable);
      tf.tidy(() => variable.assign(tf.add(variable, 1)));
      await expectTensorsClose(before, { shape: [2], values: [1, 2] });
      await expectTensorsClose(variable, { shape: [2], values: [2, 3] });
      tf.dispose([variable, before]);
    }));

  test('clones of empty tensors and strings', () =>
    expectNoLeak(async () => {
      const [nothing, words] = [tf.zeros([0, 3]), tf.tensor1d(['a', 'b'])];
      const [none, same] = [tf.clone(nothing), tf.clone(words)];
      expect(none.shape).toEqual([0, 3]);
      expect(await same.data()).toEqual(['a', 'b']);
      tf.dispose([nothing, words, none, same]);
    }));

  test('a gradient saves what it needs, and no copies', () => {
    const layers = 5;
    const x = tf.ones([1000]);
    const start = tf.memory().numDataBuffers;
    let peak = 0;
    const f = (input: tf.Tensor) => {
      let y = input;
      for (let i = 0; i < layers; i++) y = tf.square(y);
      peak = tf.memory().numDataBuffers;
      return tf.sum(y) as tf.Scalar;
    };
    tf.grad(f)(x).dispose();
    expect(peak - start).toBe(layers);
    x.dispose();
  });
});
