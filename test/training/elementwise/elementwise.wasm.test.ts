import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const exactly = { rtol: 0, atol: 0 };

const special = [0.5, -0.5, 0, -0, 256, 1e-8, -1e-30, 2, -3, nan, infinity, -infinity];
const floats = () => tf.tensor1d(special);
const integers = () => tf.tensor1d([-5, 7, 1, 0, 256, -(2 ** 31), 2 ** 31 - 1], 'int32');
const bools = () => tf.tensor1d([true, false, true], 'bool');
const valuesOf = (x: tf.Tensor) => Array.from(x.dataSync());

describe('stock tfjs', () => {
  test('clips NaN to the lower bound, and misreads integers', () => {
    expect(valuesOf(tf.clipByValue([nan], -1, 1))).toEqual([-1]);
    expect(valuesOf(tf.clipByValue(integers(), -2, 3))).not.toEqual([-2, 3, 1, 0, 3, -2, 3]);
  });

  test('returns 0 as the sign of small numbers', () => expect(valuesOf(tf.sign([1e-8, -1e-8]))).toEqual([0, 0]));

  test('reads bools as floats in where', () => {
    const condition = tf.tensor1d([true, false, true], 'bool');
    expect(valuesOf(tf.where(condition, condition, tf.logicalNot(condition)))).not.toEqual([1, 1, 1]);
  });

  test('casts 0.5 and 256 to false', () => {
    expect(valuesOf(tf.cast(tf.tensor1d([0.5, nan]), 'bool'))).toEqual([0, 0]);
    expect(valuesOf(tf.cast(tf.scalar(256, 'int32'), 'bool'))).toEqual([0]);
  });
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [low, high] of [
    [-1, 1],
    [0.25, infinity],
    [-infinity, 0.3],
    [-2.5, 2.5],
  ]) {
    for (const [name, x] of Object.entries({ floats, integers, bools })) {
      test(`clipByValue of ${name} to ${low}..${high} as on cpu`, async () => {
        const clip = () => tf.clipByValue(x(), low, high);
        expect(clip().dtype).toBe(x().dtype);
        await expectTensorsClose(clip(), await valuesOn('cpu', clip), exactly);
      });
    }
  }

  test('clipByValue keeps NaN and clips integers', async () => {
    await expectTensorsClose(tf.clipByValue([nan], -1, 1), { shape: [1], values: [nan] });
    await expectTensorsClose(tf.clipByValue(integers(), -2, 3), { shape: [7], values: [-2, 3, 1, 0, 3, -2, 3] });
  });

  test('the gradient of clipByValue as on cpu', async () => {
    const gradient = () => tf.grad((x) => tf.clipByValue(x, -0.5, 0.5))(seededTensor([23], { seed: 1 }));
    await expectTensorsClose(gradient(), await valuesOn('cpu', gradient), exactly);
  });

  for (const [name, x] of Object.entries({ floats, integers, nothing: () => tf.tensor1d([]) })) {
    test(`sign of ${name} as on cpu`, async () => {
      await expectTensorsClose(tf.sign(x()), await valuesOn('cpu', () => tf.sign(x())), exactly);
    });
  }

  test('sign of tiny numbers and NaN', () => {
    expect(valuesOf(tf.sign([1e-8, -1e-8, 1e-45, 0, nan]))).toEqual([1, -1, 1, 0, 0]);
  });

  test('cast to bool of more than sixteen numbers', () => {
    const values = Array.from({ length: 35 }, (_, i) => [0, -0, nan, 1e-45, -2][i % 5]);
    const truths = values.map((value) => Number(value !== 0));
    expect(valuesOf(tf.cast(tf.tensor1d(values), 'bool'))).toEqual(truths);
    const integers = values.map((_, i) => (i % 3) * 2 ** 16 * (i - 20));
    const ofIntegers = integers.map((value) => Number(value !== 0));
    expect(valuesOf(tf.cast(tf.tensor1d(integers, 'int32'), 'bool'))).toEqual(ofIntegers);
  });

  test('cast to bool: every number but zero is true', async () => {
    const truths = tf.cast(floats(), 'bool');
    expect(truths.dtype).toBe('bool');
    expect(valuesOf(truths)).toEqual(special.map((value) => (value === 0 ? 0 : 1)));
    expect(valuesOf(tf.cast(integers(), 'bool'))).toEqual([1, 1, 1, 0, 1, 1, 1]);
    expect(valuesOf(tf.cast(tf.tensor1d([2.9, -2.9]), 'int32'))).toEqual([2, -2]);
    expect(valuesOf(tf.cast(tf.tensor1d([true, false], 'bool'), 'float32'))).toEqual([1, 0]);
  });

  for (const [condition, a, b] of [
    [
      [3, 5],
      [3, 5],
      [3, 5],
    ],
    [[5], [3, 5], []],
    [[3, 1], [5], [3, 5]],
    [[0], [0], [0]],
    [[], [], []],
  ]) {
    test(`where of [${condition}], [${a}], [${b}] as on cpu`, async () => {
      const choose = (t: tf.Tensor, e: tf.Tensor) =>
        tf.where(tf.greater(seededTensor(condition, { seed: 1 }), 0), t, e);
      const inputs = () => [seededTensor(a, { seed: 2 }), seededTensor(b, { seed: 3 })] as [tf.Tensor, tf.Tensor];
      const value = () => choose(...inputs());
      await expectTensorsClose(value(), await valuesOn('cpu', value), exactly);
    });
  }

  for (const [index, branch] of ['the condition', 'its negation'].entries()) {
    test(`the gradient of where under ${branch} as on cpu`, async () => {
      const condition = () => tf.tensor1d([true, false, true, true, false], 'bool');
      const gradient = () =>
        tf.grads((t, e) => tf.where(condition(), t, e))([tf.ones([5]), tf.ones([5])], seededTensor([5], { seed: 4 }))[
          index
        ];
      await expectTensorsClose(gradient(), await valuesOn('cpu', gradient), exactly);
    });
  }

  test('where of integers, of bools, and with NaN in the other branch', async () => {
    const condition = tf.tensor1d([true, false, true], 'bool');
    const int32 = tf.where(condition, tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d([4, 5, 6], 'int32'));
    expect(int32.dtype).toBe('int32');
    expect(valuesOf(int32)).toEqual([1, 5, 3]);
    const many = tf.greater(seededTensor([37], { seed: 5 }), 0);
    expect(valuesOf(tf.where(many, many, tf.logicalNot(many)))).toEqual(Array(37).fill(1));
    expect(valuesOf(tf.where(condition, [1, nan, 3], [nan, 2, nan]))).toEqual([1, 2, 3]);
  });

  test('cumsum and unsortedSegmentSum reject bools, before a kernel reads beyond them', () => {
    const bools = tf.tensor1d([true, false], 'bool');
    const refused = 'WASM kernel: x must be int32; got bool';
    expect(() => tf.cumsum(bools)).toThrow(refused);
    expect(() => tf.unsortedSegmentSum(bools, tf.tensor1d([0, 0], 'int32'), 1)).toThrow(refused);
  });

  const manyAxes: [string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor][] = [
    ['add', tf.add],
    ['sub', tf.sub],
    ['mul', tf.mul],
    ['div', tf.div],
    ['squaredDifference', tf.squaredDifference],
  ];
  for (const [name, f] of manyAxes) {
    test(`${name} of seven axes as on cpu; stock gives zeros`, async () => {
      const a = () => seededTensor([2, 1, 3, 1, 2, 2, 3], { seed: 1 });
      const b = () => tf.add(tf.square(seededTensor([1, 4, 1, 2, 1, 2, 1], { seed: 2 })), 1);
      await expectTensorsClose(f(a(), b()), await valuesOn('cpu', () => f(a(), b())));
      await expectTensorsClose(f(a(), a()), await valuesOn('cpu', () => f(a(), a())), { rtol: 1e-6, atol: 1e-6 });
    });
  }

  for (const shape of [[3, 1], [4], [3, 4], [1, 3, 1], []]) {
    test(`prelu with alpha [${shape}] as on cpu; stock takes alpha in turn along the last axis`, async () => {
      const alpha = () => seededTensor(shape, { seed: 2 });
      const prelu = () => tf.prelu(seededTensor([2, 3, 4], { seed: 1 }), alpha());
      await expectTensorsClose(prelu(), await valuesOn('cpu', prelu));
    });
  }

  test('relu6 keeps NaN; stock gives 0', async () => {
    await expectTensorsClose(tf.relu6([nan, 7, -1, 2]), { shape: [4], values: [nan, 6, 0, 2] });
  });

  test('a convolution keeps NaN; stock gives −∞', async () => {
    const convolve = (activation: 'linear' | 'relu') =>
      tf.fused.conv2d({
        x: tf.tensor4d([nan, 7], [1, 1, 2, 1]),
        filter: tf.ones([1, 1, 1, 1]),
        strides: 1,
        pad: 'valid',
        activation,
      });
    await expectTensorsClose(convolve('linear'), { shape: [1, 1, 2, 1], values: [nan, 7] });
    await expectTensorsClose(convolve('relu'), { shape: [1, 1, 2, 1], values: [nan, 7] });
  });

  test('bools of other bytes than 1 are true', () => {
    const bools = tf.tensor1d(new Uint8Array([255, 2, 0]), 'bool');
    expect(valuesOf(tf.logicalNot(bools))).toEqual([0, 0, 1]);
    expect(valuesOf(tf.where(bools, [1, 2, 3], [4, 5, 6]))).toEqual([1, 2, 6]);
  });

  const ofTwoTypes: [string, () => tf.Tensor, () => tf.Tensor][] = [
    ['int32 and float32', () => tf.tensor1d([1, 2], 'int32'), () => tf.tensor1d([0.5, 2.5])],
    ['bool and float32', () => tf.tensor1d([true, true], 'bool'), () => tf.tensor1d([0.5, 2.5])],
    ['bool and int32', () => tf.tensor1d([false, true], 'bool'), () => tf.tensor1d([3, 4], 'int32')],
  ];
  for (const [types, first, second] of ofTwoTypes) {
    for (const [order, a, b] of [
      ['', first, second],
      [', swapped', second, first],
    ] as const) {
      test(`where of ${types}${order} as on cpu; stock mixes their bits`, async () => {
        const where = () => tf.where(tf.tensor1d([true, false], 'bool'), a(), b());
        expect(where().dtype).toBe(tf.upcastType(a().dtype, b().dtype));
        await expectTensorsClose(where(), await valuesOn('cpu', where), exactly);
      });
    }
  }

  test('where broadcasts an empty branch', () => {
    expect(tf.where(tf.ones([5], 'bool'), tf.zeros([0, 5]), 1).shape).toEqual([0, 5]);
  });

  test('bools are clipped', () => {
    const clipped = tf.clipByValue(tf.tensor1d([true, false], 'bool'), 0, 1);
    expect(clipped.dtype).toBe('bool');
    expect(valuesOf(clipped)).toEqual([1, 0]);
  });

  test('leakyRelu, sqrt and rsqrt of special numbers as on cpu', async () => {
    for (const f of [
      (x: tf.Tensor) => tf.leakyRelu(x, 0.3),
      (x: tf.Tensor) => tf.sqrt(x),
      (x: tf.Tensor) => tf.rsqrt(x),
    ]) {
      const result = () => f(floats());
      await expectTensorsClose(result(), await valuesOn('cpu', result), { rtol: 1e-6, atol: 0 });
    }
    expect(Array.from(tf.leakyRelu(tf.tensor1d([-5, 5], 'int32'), 0.5).dataSync())).toEqual([-2.5, 5]);
  });

  for (const exponent of [-1, 0, 0.5, 1, 2, 3, 4]) {
    for (const shape of [[], [1], [1, 1]]) {
      test(`pow by ${exponent} of shape [${shape}] as on cpu`, async () => {
        const power = () => tf.pow(floats(), tf.fill(shape, exponent));
        await expectTensorsClose(power(), await valuesOn('cpu', power), { rtol: 1e-6, atol: 0 });
      });
    }
  }

  test('pow by 1 outlives its base', () => {
    const base = tf.tensor1d([2, 3]);
    const power = tf.pow(base, 1);
    base.dispose();
    tf.fill([2], 9); // would lie where the numbers were, had they been freed
    expect(valuesOf(power)).toEqual([2, 3]);
  });
});
