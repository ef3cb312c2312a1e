import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

interface Gather {
  shape: number[];
  indices: number[] | number[][] | number;
  axis?: number;
  batchDims?: number;
}

const gathers: Gather[] = [
  { shape: [5, 7], indices: [4, 0, 0, 3] },
  { shape: [3, 4, 5], indices: [[1, 3], [0, 0]], axis: 1 }, // biome-ignore format: indices
  { shape: [3, 4, 1], indices: [2, 2, 2], axis: -3 },
  { shape: [2, 3, 9], indices: [8, 7, 1, 1], axis: -1 },
  { shape: [6], indices: 4 },
  { shape: [1], indices: [0] },
  { shape: [4, 3], indices: [] },
];

const batched: Gather = { shape: [2, 4, 3], indices: [[3, 0], [1, 1]], axis: 1, batchDims: 1 }; // biome-ignore format: indices

const tensorsOf = ({ shape, indices }: Gather) => ({
  x: seededTensor(shape, { seed: 1 }),
  indices: tf.tensor(indices, undefined, 'int32'),
});
const gather = (g: Gather) =>
  tf.tidy(() => tf.gather(tensorsOf(g).x, tensorsOf(g).indices as tf.Tensor1D, g.axis, g.batchDims));

const gradient = (g: Gather) =>
  tf.tidy(() => {
    const { x, indices } = tensorsOf(g);
    const lookUp = (table: tf.Tensor) => tf.gather(table, indices as tf.Tensor1D, g.axis);
    return tf.grad(lookUp)(x, seededTensor(lookUp(x).shape, { seed: 2 }));
  });

const embedding: Gather = gathers[0];

test('stock tfjs has no gradient of gather', () => {
  expect(() => gradient(embedding)).toThrow(/UnsortedSegmentSum' not registered/);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const g of [...gathers, batched]) {
    test(`gather ${JSON.stringify(g)} as on cpu`, async () => {
      await expectTensorsClose(gather(g), await valuesOn('cpu', () => gather(g)), { rtol: 0, atol: 0 });
    });
  }

  for (const g of gathers) {
    test(`gradient of gather as on cpu: ${JSON.stringify(g)}`, async () => {
      await expectTensorsClose(gradient(g), await valuesOn('cpu', () => gradient(g)), { rtol: 1e-6, atol: 1e-6 });
    });
  }

  test('gather of int32 and bool rows', async () => {
    const int32 = tf.gather(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), [1, 1, 0]);
    expect(int32.dtype).toBe('int32');
    await expectTensorsClose(int32, { shape: [3, 2], values: [3, 4, 3, 4, 1, 2] });
    const bool = tf.gather(tf.tensor2d([true, false, false, true, true, false], [2, 3], 'bool'), [1, 0]);
    expect(bool.dtype).toBe('bool');
    await expectTensorsClose(bool, { shape: [2, 3], values: [1, 1, 0, 1, 0, 0] });
  });

  test('gather rejects an index out of range, and leaks nothing', () => {
    const { numTensors } = tf.memory();
    const dataIds = tf.backend().numDataIds();
    expect(() => tf.tidy(() => tf.gather([1, 2, 3], [0, 3]))).toThrow('GatherV2: the index value 3 is not in [0, 2]');
    expect(() => tf.tidy(() => tf.gather([1, 2, 3], [-1]))).toThrow('GatherV2: the index value -1 is not in [0, 2]');
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.backend().numDataIds()).toBe(dataIds);
  });

  test('a segment sum: unsorted, empty and unknown segments', async () => {
    const x = tf.tensor2d([1, 10, 2, 20, 3, 30, 4, 40, 5, 50], [5, 2]);
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, -1, 9], 'int32'), 4);
    await expectTensorsClose(sums, { shape: [4, 2], values: [2, 20, 0, 0, 4, 40, 0, 0] });
  });

  test('a segment sum of integers is exact', async () => {
    const sums = tf.unsortedSegmentSum(
      tf.tensor1d([2 ** 24, 1, 1, 5], 'int32'),
      tf.tensor1d([1, 1, 1, -2], 'int32'),
      2,
    );
    expect(sums.dtype).toBe('int32');
    await expectTensorsClose(sums, { shape: [2], values: [0, 2 ** 24 + 2] }, { rtol: 0, atol: 0 });
  });

  test('a long segment is summed in float64', async () => {
    const count = 2 ** 20;
    const sums = tf.unsortedSegmentSum(tf.fill([count, 5], 0.1), tf.zeros<tf.Rank.R1>([count], 'int32'), 1);
    const expected = Array(5).fill(count * Math.fround(0.1));
    await expectTensorsClose(sums, { shape: [1, 5], values: expected }, { rtol: 1e-7, atol: 0 });
  });

  test('the gradient of a segment sum is a gather', async () => {
    const ids = tf.tensor1d([1, 0, 1], 'int32');
    const gradients = tf.grad((x) => tf.unsortedSegmentSum(x, ids, 2))(
      tf.ones([3, 2]),
      tf.tensor2d([1, 2, 3, 4], [2, 2]),
    );
    await expectTensorsClose(gradients, { shape: [3, 2], values: [3, 4, 1, 2, 3, 4] });
  });
});
