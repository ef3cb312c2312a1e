import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

type Op = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const exactly = { rtol: 0, atol: 0 };
const comparisons: Record<string, Op> = {
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: tf.equal,
  notEqual: tf.notEqual,
};
const logical: Record<string, Op> = { logicalAnd: tf.logicalAnd, logicalOr: tf.logicalOr, logicalXor: tf.logicalXor };

/** Numbers with ties, so that every comparison has both results. */
const numbers = (shape: number[], seed: number, dtype: tf.DataType) => {
  const size = tf.util.sizeFromShape(shape);
  const special = dtype === 'float32' ? [nan, infinity, -0, -infinity] : [];
  const values = Array.from({ length: size }, (_, i) => special[(i * seed) % 11] ?? ((i * 7 * seed) % 5) - 2);
  return dtype === 'bool' ? tf.cast(tf.tensor(values, shape, 'int32'), 'bool') : tf.tensor(values, shape, dtype);
};

const shapes: [number[], number[]][] = [
  [[37], [37]],
  [[3, 16], [16]],
  [
    [3, 7],
    [3, 1],
  ],
  [[5, 4], []],
  [[], [2, 9]],
  [
    [2, 1, 3],
    [1, 4, 1],
  ],
  [[0, 3], [3]],
  [[1], [1]],
  [
    [2, 1, 2, 1, 2, 1, 2],
    [1, 2, 1, 3, 1, 1, 1],
  ],
];

beforeAll(() => installTrainingKernels());

describe.each(Object.entries(comparisons))('%s', (_, compare) => {
  for (const dtype of ['float32', 'int32', 'bool'] as const) {
    for (const [a, b] of shapes) {
      test(`of [${a}] and [${b}], dtype ${dtype}, as on cpu`, async () => {
        const compared = () => compare(numbers(a, 1, dtype), numbers(b, 2, dtype));
        expect(compared().dtype).toBe('bool');
        await expectTensorsClose(compared(), await valuesOn('cpu', compared), exactly);
      });
    }
  }

  test('of an integer and a float as on cpu', async () => {
    const compared = () => compare(tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d([1, 2.5, -0]));
    await expectTensorsClose(compared(), await valuesOn('cpu', compared), exactly);
  });
});

describe.each(Object.entries(logical))('%s', (_, combine) => {
  for (const [a, b] of shapes.filter(([a]) => a.length < 7)) {
    test(`of [${a}] and [${b}] as on cpu`, async () => {
      const combined = () => combine(numbers(a, 1, 'bool'), numbers(b, 2, 'bool'));
      expect(combined().dtype).toBe('bool');
      await expectTensorsClose(combined(), await valuesOn('cpu', combined), exactly);
    });
  }
});

test('logicalNot as on cpu', async () => {
  const negated = () => tf.logicalNot(numbers([3, 13], 1, 'bool'));
  await expectTensorsClose(negated(), await valuesOn('cpu', negated), exactly);
});
