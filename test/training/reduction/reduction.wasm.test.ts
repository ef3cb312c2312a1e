import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

const tenth = Math.fround(0.1);
const LONG = 2 ** 25;

// Tests of stock tfjs come first, because the installation cannot be undone.
describe('stock tfjs', () => {
  test('adds in float32 until tenths are lost: the mean of 2^25 tenths', async () => {
    await expectTensorsClose(tf.mean(tf.fill([LONG], 0.1)), { shape: [], values: [0.0625] });
  });

  test('leaves the sum over an empty axis unwritten, so it holds earlier memory', () => {
    const sevens = Array.from({ length: 9 }, () => tf.fill([1000], 7));
    tf.dispose(sevens.filter((_, index) => index % 2 === 1)); // gaps that the next tensors of this size fill
    const sums = Array.from({ length: 4 }, () => tf.sum(tf.zeros([1000, 0]), 1));
    expect(sums.flatMap((sum) => Array.from(sum.dataSync()))).toContain(7);
    tf.dispose([sevens, sums]);
  });
});

const shapes: [number[], number | number[] | undefined][] = [
  [[], undefined],
  [[1], 0],
  [[7], undefined],
  [[1025], 0],
  [[3, 5], undefined],
  [[3, 5], []],
  [[3, 5], 0],
  [[3, 5], -1],
  [[131, 1027], 0],
  [[131, 1027], 1],
  [[2, 130, 3], 1],
  [[4, 1, 5], 1],
  [
    [2, 3, 4, 5],
    [0, 2],
  ],
  [
    [2, 3, 4, 5],
    [3, 1],
  ],
  [
    [2, 3, 4, 5],
    [0, 1, 2],
  ],
  [
    [2, 3, 4, 5, 2, 3],
    [0, 2, 4],
  ],
  [[0], 0],
  [[3, 0], 1],
  [[3, 0], 0],
  [
    [3, 0, 2, 0],
    [1, 3],
  ],
];

/** In float64, index by index. */
async function totals(x: tf.Tensor, axis: number | number[] | undefined, keepDims: boolean) {
  const axes = tf.util.parseAxisParam(axis as number, x.shape);
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  const result: number[] = new Array(tf.util.sizeFromShape(kept)).fill(0);
  const strides = kept.map((_, i) => tf.util.sizeFromShape(kept.slice(i + 1)));
  for (const [index, value] of (await x.data()).entries()) {
    let [rest, to] = [index, 0];
    for (let i = x.rank - 1; i >= 0; i--) {
      if (!axes.includes(i)) to += (rest % x.shape[i]) * strides[i];
      rest = Math.floor(rest / x.shape[i]);
    }
    result[to] += value;
  }
  const count = tf.util.sizeFromShape(axes.map((i) => x.shape[i]));
  return { shape: keepDims ? kept : x.shape.filter((_, i) => !axes.includes(i)), values: result, count };
}

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  test('the mean and the sum of 2^25 tenths', async () => {
    const x = tf.fill([LONG], 0.1);
    const tolerance = { rtol: 1e-6, atol: 0 };
    await expectTensorsClose(tf.mean(x), { shape: [], values: [tenth] }, tolerance);
    await expectTensorsClose(tf.sum(x), { shape: [], values: [LONG * tenth] }, tolerance);
    const rows = tf.reshape(x, [LONG / 2, 2]);
    const half = (LONG / 2) * tenth;
    await expectTensorsClose(tf.sum(rows, 0), { shape: [2], values: [half, half] }, tolerance);
    tf.dispose([x, rows]);
  });

  for (const [shape, axis] of shapes) {
    for (const keepDims of [false, true]) {
      test(`sum and mean of [${shape}], axis: ${JSON.stringify(axis)}, keepDims: ${keepDims}`, async () => {
        const x = seededTensor(shape, { seed: 1 });
        const { count, ...expected } = await totals(x, axis, keepDims);
        const tolerance = { rtol: 1e-6, atol: 1e-6 * Math.sqrt(count + 1) };
        await expectTensorsClose(tf.sum(x, axis, keepDims), expected, tolerance);
        const values = expected.values.map((value) => value / count);
        await expectTensorsClose(tf.mean(x, axis, keepDims), { ...expected, values }, tolerance);
      });
    }
  }

  test('sum and mean of int32 and bool', async () => {
    const integers = tf.tensor2d([2 ** 30, 3, -7, 5], [2, 2], 'int32');
    expect(tf.sum(integers, 0).dtype).toBe('int32');
    await expectTensorsClose(tf.sum(integers, 1), { shape: [2], values: [2 ** 30 + 3, -2] });
    await expectTensorsClose(tf.mean(integers, 1), { shape: [2], values: [(2 ** 30 + 3) / 2, -1] });
    const truths = tf.tensor1d([1, 1, 0, 1], 'bool');
    expect([tf.sum(truths).dtype, tf.mean(truths).dtype]).toEqual(['int32', 'float32']);
    await expectTensorsClose(tf.sum(truths), { shape: [], values: [3] });
    await expectTensorsClose(tf.mean(truths), { shape: [], values: [0.75] });
    const none = tf.zeros([2, 0], 'int32');
    expect(tf.sum(none, 1).dtype).toBe('int32');
    await expectTensorsClose(tf.sum(none, 1), { shape: [2], values: [0, 0] });
  });

  test('sum of infinities and NaN', async () => {
    const x = tf.tensor2d([Infinity, 1, Infinity, -Infinity, Number.NaN, 1], [3, 2]);
    await expectTensorsClose(tf.sum(x, 1), { shape: [3], values: [Infinity, Number.NaN, Number.NaN] });
    await expectTensorsClose(tf.sum(x, 0), { shape: [2], values: [Number.NaN, -Infinity] });
  });

  test('gradients of sum and mean as on cpu', async () => {
    const evaluate = () => {
      const x = seededTensor([3, 4, 5], { seed: 2 });
      const f = (y: tf.Tensor) => tf.add(tf.sum(tf.square(tf.mean(y, [0, 2]))), tf.sum(tf.square(tf.sum(y, 1))));
      return tf.grad(f)(x);
    };
    await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate));
  });

  test('leaves no tensor behind', () => {
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.tidy(() => {
      tf.sum(tf.ones([2, 3, 4, 5]), [0, 2]);
      tf.mean(tf.ones([2, 3, 4], 'int32'), [0, 2], true);
      tf.sum(tf.zeros([0, 3], 'int32'));
    });
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });

  for (const [shape, axis] of shapes.filter(([shape]) => !shape.includes(0))) {
    test(`max of [${shape}] over axis ${axis}, with NaN and infinities`, async () => {
      const evaluate = () =>
        tf.tidy(() => {
          const x = seededTensor(shape, { seed: 4 });
          const odd = seededTensor(shape, { seed: 5 });
          const infinite = tf.where(tf.less(odd, -1.5), tf.fill(shape, Number.NEGATIVE_INFINITY), x);
          return tf.max(tf.where(tf.greater(odd, 2), tf.fill(shape, Number.NaN), infinite), axis, true);
        });
      const result = evaluate();
      await expectTensorsClose(result, await valuesOn('cpu', evaluate), { rtol: 0, atol: 0 });
      result.dispose();
    });
  }
});
