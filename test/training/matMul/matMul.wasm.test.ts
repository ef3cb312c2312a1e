import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { batchMatMul } from '../../../src/training/matMul/batchMatMul';
import { valuesOn } from '../../support/valuesOn';
import { type Matrix, product, transposed } from '../float64';

const bias = () => tf.tensor1d([10, 20]);
const [a, b] = [() => tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), () => tf.tensor2d([1, 0, 0, 1, 1, 1], [3, 2])];
const fused = () =>
  tf.fused.matMul({ a: a(), b: b(), transposeA: true, transposeB: false, bias: bias(), activation: 'relu' });
const aTimesBAndBias = [6 + 10, 8 + 20, 8 + 10, 10 + 20];

const LONG = 1_000_000;
const longProduct = () => tf.matMul(tf.fill([1, LONG], 0.1), tf.fill([LONG, 1], 0.1));
const tenth = Math.fround(0.1);

// Tests of stock tfjs come first, because the installation cannot be undone.
describe('stock tfjs', () => {
  test('adds the last number of the bias to the whole second row if a is transposed', async () => {
    await expectTensorsClose(fused(), { shape: [2, 2], values: [6 + 10, 8 + 20, 8 + 20, 10 + 20] });
  });

  test('multiplies by b in its first shape', async () => {
    const { column, row } = inTwoShapes();
    await expectTensorsClose(column, [[10]]);
    expect((await row.data())[1]).not.toBe(2);
  });

  test('loses more than a thousandth of a product over a million numbers', async () => {
    const [value] = await longProduct().data();
    expect(Math.abs(value / (LONG * tenth ** 2) - 1)).toBeGreaterThan(1e-3);
  });
});

/** One row of ones times b, as a column of four and then as a row of them. */
function inTwoShapes() {
  const numbers = tf.tensor1d([1, 2, 3, 4]);
  const column = tf.matMul(tf.ones<tf.Rank.R2>([1, 4]), tf.reshape(numbers, [4, 1]) as tf.Tensor2D);
  return { column, row: tf.matMul(tf.ones<tf.Rank.R2>([1, 1]), tf.reshape(numbers, [1, 4]) as tf.Tensor2D) };
}

/** Rows, columns and depth: single ones, none, and both sides of every block of the kernel. */
const sizes = [
  [1, 1, 1],
  [3, 5, 2],
  [1, 9, 17],
  [9, 1, 130],
  [5, 8, 0],
  [0, 3, 4],
  [4, 7, 127],
  [8, 16, 128],
  [13, 31, 129],
  [129, 7, 5],
  [127, 257, 6],
  [130, 265, 260],
];

const matrixOf = async (x: tf.Tensor, transpose: boolean): Promise<Matrix> => {
  const [rows, columns] = x.shape;
  const matrix = { rows, columns, values: await x.data() };
  return transpose ? transposed(matrix) : matrix;
};

/** By our kernel alone, without the ops around it. */
function withoutStock(x: tf.Tensor, y: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
  const attrs = { transposeA, transposeB };
  const result = batchMatMul.kernel(undefined)({ inputs: { a: x, b: y }, attrs, backend: tf.engine().backend });
  return tf.engine().makeTensorFromTensorInfo(result as tf.TensorInfo);
}

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  test('b is multiplied in its current shape', async () => {
    const { column, row } = inTwoShapes();
    await expectTensorsClose(column, [[10]]);
    await expectTensorsClose(row, [[1, 2, 3, 4]]);
  });

  test('fused.matMul adds its bias to every row', async () => {
    await expectTensorsClose(fused(), { shape: [2, 2], values: aTimesBAndBias });
  });

  test('a product over a million numbers is right to a millionth', async () => {
    const expected = { shape: [1, 1], values: [LONG * tenth ** 2] };
    await expectTensorsClose(longProduct(), expected, { rtol: 1e-6, atol: 0 });
  });

  for (const [rows, columns, depth] of sizes) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      test(`[${rows}, ${depth}] · [${depth}, ${columns}], transposeA: ${transposeA}, transposeB: ${transposeB}`, async () => {
        const x = seededTensor(transposeA ? [depth, rows] : [rows, depth], { seed: 1 }) as tf.Tensor2D;
        const y = seededTensor(transposeB ? [columns, depth] : [depth, columns], { seed: 2 }) as tf.Tensor2D;
        const values = product(await matrixOf(x, transposeA), await matrixOf(y, transposeB));
        const tolerance = { rtol: 2e-6, atol: 2e-6 * Math.sqrt(depth + 1) };
        const expected = { shape: [rows, columns], values };
        await expectTensorsClose(tf.matMul(x, y, transposeA, transposeB), expected, tolerance);
        await expectTensorsClose(withoutStock(x, y, transposeA, transposeB), expected, tolerance);
      });
    }
  }

  for (const [shapeA, shapeB] of [
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 3, 4],
      [1, 4, 5],
    ],
    [
      [3, 4],
      [2, 4, 5],
    ],
    [
      [2, 1, 3, 4],
      [3, 4, 2],
    ],
    [
      [2, 1, 3, 4],
      [1, 3, 4, 2],
    ],
    [
      [5, 2, 3, 4],
      [5, 1, 4, 2],
    ],
    [
      [0, 3, 4],
      [1, 4, 5],
    ],
  ]) {
    test(`broadcast batches: [${shapeA}] · [${shapeB}]`, async () => {
      const x = seededTensor(shapeA, { seed: 3 });
      const y = seededTensor(shapeB, { seed: 4 });
      const batch = tf.broadcast_util.assertAndGetBroadcastShape(shapeA.slice(0, -2), shapeB.slice(0, -2));
      const [m, k, n] = [shapeA.at(-2)!, shapeA.at(-1)!, shapeB.at(-1)!];
      const flat = (t: tf.Tensor, r: number, c: number) => tf.reshape(tf.broadcastTo(t, [...batch, r, c]), [-1, r, c]);
      const expected = batch.includes(0)
        ? tf.zeros([...batch, m, n])
        : tf.reshape(tf.sum(tf.mul(tf.expandDims(flat(x, m, k), 3), tf.expandDims(flat(y, k, n), 1)), 2), [
            ...batch,
            m,
            n,
          ]);
      await expectTensorsClose(tf.matMul(x, y), expected);
    });
  }

  for (const activation of ['linear', 'relu', 'relu6', 'sigmoid', 'elu', 'leakyrelu', 'prelu'] as const) {
    for (const [rows, transposeA] of [
      [3, false],
      [5, false],
      [3, true],
    ] as const) {
      test(`fused.matMul of ${rows} rows as on cpu, activation: '${activation}', transposeA: ${transposeA}`, async () => {
        const evaluate = () =>
          tf.fused.matMul({
            a: seededTensor(transposeA ? [6, rows] : [rows, 6], { seed: 5 }) as tf.Tensor2D,
            b: seededTensor([6, 4], { seed: 6 }) as tf.Tensor2D,
            transposeA,
            transposeB: false,
            bias: tf.tensor1d([1, -1, 2, 0]),
            activation,
            preluActivationWeights: activation === 'prelu' ? tf.tensor1d([0.1, 0.2, 0.3, 0.4]) : undefined,
            leakyreluAlpha: 0.3,
          });
        await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate));
      });
    }
  }

  test('a product over an axis of length 0 is 0, and fused.matMul gives its bias', async () => {
    const [x, y] = [tf.zeros<tf.Rank.R2>([2, 0]), tf.zeros<tf.Rank.R2>([0, 3])];
    await expectTensorsClose(tf.matMul(x, y), tf.zeros([2, 3]));
    const bias = tf.tensor1d([1, 2, 3]);
    await expectTensorsClose(tf.fused.matMul({ a: x, b: y, bias }), { shape: [2, 3], values: [1, 2, 3, 1, 2, 3] });
  });

  test('NaN and infinity stay in their row and column', async () => {
    const x = tf.tensor2d([Number.NaN, 1, 1, 1, Number.POSITIVE_INFINITY, 1], [3, 2]);
    const values = [Number.NaN, Number.NaN, 3, 3, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    await expectTensorsClose(tf.matMul(x, tf.tensor2d([1, 1, 2, 2], [2, 2])), { shape: [3, 2], values });
  });

  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ]) {
    test(`gradients as on cpu, transposeA: ${transposeA}, transposeB: ${transposeB}`, async () => {
      const evaluate = () => {
        const x = seededTensor(transposeA ? [2, 7, 9] : [2, 9, 7], { seed: 7 });
        const y = seededTensor(transposeB ? [2, 5, 7] : [2, 7, 5], { seed: 8 });
        const dy = seededTensor([2, 9, 5], { seed: 9 });
        const [dx, dY] = tf.grads((p, q) => tf.matMul(p, q, transposeA, transposeB))([x, y], dy);
        return tf.concat([tf.reshape(dx, [-1]), tf.reshape(dY, [-1])]);
      };
      await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate));
    });
  }

  test('rejects inner shapes that do not match', () => {
    expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3]))).toThrow('inner shapes (3) and (2)');
  });

  test('leaves no tensor behind', () => {
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.tidy(() => {
      fused();
      tf.matMul(a(), b(), true);
    });
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});
