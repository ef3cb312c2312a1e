import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

type Pad = Parameters<typeof tf.maxPool>[3];
type Size = [number, number];

interface Pool {
  shape: [number, number, number, number];
  filter: Size;
  strides: Size;
  pad: Pad;
}

const pools: Pool[] = [
  { shape: [1, 4, 4, 1], filter: [2, 2], strides: [2, 2], pad: 'valid' },
  { shape: [2, 4, 6, 7], filter: [2, 2], strides: [2, 2], pad: 'valid' },
  { shape: [1, 2, 4, 8], filter: [2, 2], strides: [2, 2], pad: 'same' },
  { shape: [2, 5, 7, 3], filter: [2, 2], strides: [2, 2], pad: 'same' },
  { shape: [2, 7, 5, 9], filter: [3, 3], strides: [1, 1], pad: 'same' },
  { shape: [1, 9, 8, 6], filter: [3, 2], strides: [2, 1], pad: 'valid' },
  { shape: [3, 6, 6, 4], filter: [2, 2], strides: [3, 3], pad: 'valid' }, // positions that no window holds
  { shape: [1, 6, 5, 5], filter: [3, 3], strides: [2, 2], pad: 1 },
  { shape: [1, 6, 5, 8], filter: [3, 2], strides: [1, 2], pad: [[0, 0], [2, 0], [1, 1], [0, 0]] }, // biome-ignore format: pads
  { shape: [1, 1, 1, 1], filter: [1, 1], strides: [1, 1], pad: 'valid' },
  { shape: [0, 4, 4, 2], filter: [2, 2], strides: [2, 2], pad: 'valid' },
];

const titleOf = ({ shape, filter, strides, pad }: Pool) =>
  `[${shape}], filter ${filter}, strides ${strides}, pad ${JSON.stringify(pad)}`;

const gradient = (op: typeof tf.maxPool | typeof tf.avgPool, x: tf.Tensor4D, { filter, strides, pad }: Pool) => {
  const pool = (image: tf.Tensor4D) => op(image, filter, strides, pad);
  return tf.tidy(() => tf.grad((image) => pool(image as tf.Tensor4D))(x, dyFor(pool(x).shape)));
};

const dyFor = (shape: number[]) => seededTensor(shape, { seed: 7 });

const negativeMaximum = { shape: [1, 2, 2, 1], filter: [2, 2], strides: [2, 2], pad: 'valid' } satisfies Pool;
const negative = () => tf.tensor4d([-3, -1, -2, -4], negativeMaximum.shape);
const tie = () => tf.tensor4d([5, 5, 5, 0], negativeMaximum.shape);
const sumGradient = (op: typeof tf.maxPool | typeof tf.avgPool, x: tf.Tensor4D, { filter, strides, pad }: Pool) =>
  tf.grad((image) => tf.sum(op(image as tf.Tensor4D, filter, strides, pad)))(x);
const padded = { shape: [1, 1, 3, 1], filter: [1, 3], strides: [1, 1], pad: 'same' } satisfies Pool;
const ones = () => tf.ones<tf.Rank.R4>(padded.shape);

/** Pools that tfjs computes as if the filter were square. */
const flat = { shape: [1, 6, 6, 3], filter: [2, 3], strides: [1, 1], pad: 1 } satisfies Pool;
const explicit = { ...flat, pad: [[0, 0], [1, 1], [1, 1], [0, 0]] } satisfies Pool; // biome-ignore format: pads

// Tests of stock tfjs come first, because the installation cannot be undone.
describe('stock tfjs', () => {
  test('passes the gradient of a window whose maximum is negative to its first element, and that of a tie to the last', async () => {
    await expectTensorsClose(sumGradient(tf.maxPool, negative(), negativeMaximum), {
      shape: [1, 2, 2, 1],
      values: [1, 0, 0, 0],
    });
    await expectTensorsClose(sumGradient(tf.maxPool, tie(), negativeMaximum), {
      shape: [1, 2, 2, 1],
      values: [0, 0, 1, 0],
    });
  });

  test('also divides the gradient of avgPool by positions outside the image', async () => {
    await expectTensorsClose(tf.avgPool(ones(), [1, 3], 1, 'same'), { shape: [1, 1, 3, 1], values: [1, 1, 1] });
    await expectTensorsClose(sumGradient(tf.avgPool, ones(), padded), {
      shape: [1, 1, 3, 1],
      values: [2 / 3, 1, 2 / 3],
    });
  });

  test('returns a result of the wrong size for a numeric pad and a flat filter', () => {
    expect(tf.maxPool(tf.ones<tf.Rank.R4>(flat.shape), flat.filter, flat.strides, flat.pad).shape).toEqual([
      1, 7, 7, 3,
    ]);
  });
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  test('maxPool passes its gradient to the first maximum, whatever its sign', async () => {
    await expectTensorsClose(sumGradient(tf.maxPool, negative(), negativeMaximum), {
      shape: [1, 2, 2, 1],
      values: [0, 1, 0, 0],
    });
    await expectTensorsClose(sumGradient(tf.maxPool, tie(), negativeMaximum), {
      shape: [1, 2, 2, 1],
      values: [1, 0, 0, 0],
    });
  });

  test('avgPool divides its gradient like its sum', async () => {
    await expectTensorsClose(sumGradient(tf.avgPool, ones(), padded), {
      shape: [1, 1, 3, 1],
      values: [1 / 2 + 1 / 3, 1 / 2 + 1 / 3 + 1 / 2, 1 / 3 + 1 / 2],
    });
  });

  for (const pool of pools) {
    test(`maxPool as on cpu: ${titleOf(pool)}`, async () => {
      const x = () => seededTensor(pool.shape, { seed: 1 }) as tf.Tensor4D;
      const expected = await valuesOn('cpu', () => gradient(tf.maxPool, x(), pool));
      await expectTensorsClose(gradient(tf.maxPool, x(), pool), expected, { rtol: 1e-6, atol: 1e-6 });
    });

    test(`maxPool with ties as on cpu: ${titleOf(pool)}`, async () => {
      const x = () => tf.round(tf.mul(2, seededTensor(pool.shape, { seed: 2 }))) as tf.Tensor4D;
      const expected = await valuesOn('cpu', () => gradient(tf.maxPool, x(), pool));
      await expectTensorsClose(gradient(tf.maxPool, x(), pool), expected, { rtol: 1e-6, atol: 1e-6 });
    });

    test(`avgPool is linear, and its gradient the adjoint: ${titleOf(pool)}`, async () => {
      const { filter, strides, pad, shape } = pool;
      const x = seededTensor(shape, { seed: 3 }) as tf.Tensor4D;
      const average = tf.avgPool(x, filter, strides, pad);
      const forward = tf.sum(tf.mul(average, dyFor(average.shape)));
      const backward = tf.sum(tf.mul(x, gradient(tf.avgPool, x, pool)));
      await expectTensorsClose(
        backward,
        { shape: [], values: [(await forward.data())[0]] },
        { rtol: 1e-5, atol: 1e-6 },
      );
    });
  }

  const flatImage = () => seededTensor(flat.shape, { seed: 4 }) as tf.Tensor4D;

  for (const [name, op] of Object.entries({ maxPool: tf.maxPool, avgPool: tf.avgPool })) {
    test(`${name}: a numeric pad holds for each side`, async () => {
      const y = ({ filter, strides, pad }: Pool) => op(flatImage(), filter, strides, pad);
      const dx = (pool: Pool) => gradient(op, flatImage(), pool);
      expect(y(flat).shape).toEqual([1, 7, 6, 3]);
      await expectTensorsClose(y(flat), await valuesOn('cpu', () => y(explicit)));
      await expectTensorsClose(dx(flat), await valuesOn('wasm', () => dx(explicit)));
    });
  }

  test('maxPool: the gradient with a numeric pad as on cpu', async () => {
    const dx = (pool: Pool) => gradient(tf.maxPool, flatImage(), pool);
    await expectTensorsClose(dx(flat), await valuesOn('cpu', () => dx(explicit)));
  });

  test('NaN and −∞ are never the maximum: without another value the gradient is dropped, as on cpu', async () => {
    const values = [Number.NaN, 1, 2, Number.NaN, Number.NaN, Number.NaN, -Infinity, Number.NaN];
    const x = () => tf.tensor4d(values, [1, 2, 4, 1]);
    const twoByTwo: Pool = { ...negativeMaximum, shape: [1, 2, 4, 1] };
    const cpu = await valuesOn('cpu', () => sumGradient(tf.maxPool, x(), twoByTwo));
    await expectTensorsClose(sumGradient(tf.maxPool, x(), twoByTwo), cpu);
    expect(cpu.values).toEqual([0, 1, 1, 0, 0, 0, 0, 0]);
  });

  test('gradient of maxPool 2 × 2: neither NaN nor −∞ is the maximum; of equal ones the first', async () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    const rows = [
      [nan, 1, 7, 7, -infinity, -infinity, nan, nan, infinity, 2],
      [3, nan, 7, 7, -infinity, -infinity, nan, nan, infinity, nan],
    ];
    const x = tf.tensor4d(rows.flat(), [1, 2, 10, 1]);
    const dx = tf.grad((image) => tf.maxPool(image as tf.Tensor4D, 2, 2, 'valid'))(
      x,
      tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]),
    );
    await expectTensorsClose(dx, {
      shape: [1, 2, 10, 1],
      values: [
        [0, 0, 2, 0, 0, 0, 0, 0, 5, 0],
        [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      ].flat(),
    });
  });
});
