import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { onGuardedHeap } from '../support/guardedHeap';

const condition = () => tf.tensor1d([1, 0, 1, 0, 1, 0, 1, 0], 'bool');

/** Stock tfjs writes a few bytes beyond these results, and that may crash a browser page. */
const overflows: [string, () => tf.Tensor][] = [
  ['where of bool and float32', () => tf.where(condition(), condition(), tf.ones([8]))],
  [
    'conv2d with a number as pad and a filter of one column',
    () => tf.conv2d(tf.ones<tf.Rank.R4>([1, 5, 5, 1]), tf.ones<tf.Rank.R4>([3, 1, 1, 1]), 1, 1),
  ],
  [
    'depthwiseConv2d with a number as pad and a filter of one column',
    () => tf.depthwiseConv2d(tf.ones<tf.Rank.R4>([1, 5, 5, 1]), tf.ones<tf.Rank.R4>([3, 1, 1, 1]), 1, 1),
  ],
];

const guarded = (f: () => tf.Tensor) => onGuardedHeap(0x47, async () => f().dispose());

for (const [name, f] of overflows) {
  test(`stock tfjs: ${name} writes beyond its result, or beyond the memory`, async () => {
    await expect(guarded(f)).rejects.toThrow(/were overwritten|out of bounds/);
  });
}

test('stock tfjs leaves the sum over an empty axis unwritten', async () => {
  const sum = await onGuardedHeap(0x47, async () => tf.sum(tf.zeros([2, 0]), 1).data());
  expect(Array.from(sum)).not.toEqual([0, 0]);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [name, f] of overflows) test(`${name} does not`, () => guarded(f));

  test('the sum over an empty axis is 0', async () => {
    const sum = await onGuardedHeap(0x47, async () => tf.sum(tf.zeros([2, 0]), 1).data());
    expect(Array.from(sum)).toEqual([0, 0]);
  });
});
