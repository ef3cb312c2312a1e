import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose } from '../../../src/testing';

const ofNothing: [string, (x: tf.Tensor, axis?: number, keepDims?: boolean) => tf.Tensor, number][] = [
  ['max', tf.max, -Infinity],
  ['min', tf.min, Infinity],
  ['prod', tf.prod, 1],
];

/** Fills memory, so that an unwritten result does not happen to hold zeros. */
const soil = () => tf.dispose(Array.from({ length: 64 }, (_, size) => tf.fill([size + 1], 12345)));

for (const [name, reduce, value] of ofNothing) {
  test(`stock tfjs leaves ${name} over an empty axis unwritten`, () => {
    soil();
    expect(Array.from(reduce(tf.zeros([3, 0]), 1).dataSync())).not.toEqual([value, value, value]);
  });
}

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [name, reduce, value] of ofNothing) {
    test(`${name} over an empty axis is ${value}`, async () => {
      soil();
      await expectTensorsClose(reduce(tf.zeros([3, 0]), 1), { shape: [3], values: Array(3).fill(value) });
      await expectTensorsClose(reduce(tf.zeros([0, 2]), 0, true), { shape: [1, 2], values: [value, value] });
      await expectTensorsClose(reduce(tf.zeros([0])), { shape: [], values: [value] });
      await expectTensorsClose(reduce(tf.zeros([0, 3]), 1), { shape: [0], values: [] });
      await expectTensorsClose(reduce(tf.tensor2d([[2, 3], [5, 7]]), 0), { shape: [2], values: [[5, 7], [2, 3], [10, 21]][ofNothing.findIndex(([other]) => other === name)] }); // biome-ignore format: table
    });
  }

  for (const [name, reduce] of Object.entries({ sum: tf.sum, mean: tf.mean })) {
    test(`${name} over an empty axis has empty gradients`, () => {
      for (const shape of [[0], [3, 0], [0, 3]]) {
        const gradient = tf.grad((x) => reduce(x))(tf.zeros(shape));
        expect(gradient.shape).toEqual(shape);
        const along = tf.grad((x) => tf.sum(tf.square(reduce(x, 0))))(tf.zeros(shape));
        expect(along.shape).toEqual(shape);
        const second = tf.grad((x) => tf.sum(tf.square(tf.grad((y) => tf.square(reduce(y)))(x))))(tf.zeros(shape));
        expect(second.shape).toEqual(shape);
      }
    });
  }

  test('int32 has its own bounds', () => {
    expect(tf.max(tf.zeros([0], 'int32')).dataSync()[0]).toBe(-(2 ** 31));
    expect(tf.min(tf.zeros([0], 'int32')).dataSync()[0]).toBe(2 ** 31 - 1);
  });

  test('over an empty axis, all is true and any is false', () => {
    soil();
    const nothing = tf.zeros([2, 0], 'bool');
    expect(Array.from(tf.all(nothing, 1).dataSync())).toEqual([1, 1]);
    expect(Array.from(tf.any(nothing, 1).dataSync())).toEqual([0, 0]);
  });
});
