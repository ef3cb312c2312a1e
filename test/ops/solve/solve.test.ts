import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { solve } from '../../../src/ops/solve/solve';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../../src/testing';
import fixture from '../../fixtures/solve.json';
import { testFixture } from '../../support/testFixture';

testFixture(fixture, ({ a, b }, options) => solve(a, b, options));

test('solve swaps rows if a pivot is zero', async () => {
  const a = tf.tensor2d([0, 2, 0, 0, 0, -4, 8, 1, 1], [3, 3]);
  const x = tf.tensor2d([1, -2, 3, 0.5, -1, 4], [3, 2]);
  await expectTensorsClose(solve(a, tf.matMul(a, x)), x, { rtol: 1e-6, atol: 1e-6 });
});

test('solve: 20 equations, to the rounding of float32', async () => {
  const a = tf.add(seededTensor([20, 20], { seed: 1 }), tf.mul(2, tf.eye(20))) as tf.Tensor2D;
  const x = seededTensor([20, 1], { seed: 2 }) as tf.Tensor2D;
  await expectTensorsClose(solve(a, tf.matMul(a, x)), x, { rtol: 1e-4, atol: 1e-4 });
});

test.for([
  { transposed: false, b: [1e20, 1], x: [2, 1] },
  { transposed: true, b: [1, 1], x: [2e-20, 1] },
])('solve, transposed: $transposed: the scales of rows and columns do not matter', async ({ transposed, b, x }) => {
  const a = tf.tensor2d([1, 1e20, 1, -1], [2, 2]);
  await expectTensorsClose(solve(a, tf.tensor2d(b, [2, 1]), { transposed }), { shape: [2, 1], values: x });
});

describe('solve: value and gradient are differentiable, and nothing leaks', () => {
  for (const transposed of [false, true]) {
    test(`transposed: ${transposed}`, async () => {
      const a = seededTensor([2, 2], { seed: 3 });
      const b = seededTensor([2, 1], { seed: 4 });
      const f = (p: tf.Tensor, q: tf.Tensor) => solve(p as tf.Tensor2D, q as tf.Tensor2D, { transposed });
      const before = tf.memory().numTensors;
      f(a, b).dispose();
      tf.dispose(tf.grads(f)([a, b]));
      expect(tf.memory().numTensors).toBe(before);
      await gradcheck(f, [a, b]);
      await gradgradcheck(f, [a, b]);
    });
  }
});

test('solve: one tensor may be both the matrix and the right-hand side', async () => {
  const f = (a: tf.Tensor) => solve(a as tf.Tensor2D, tf.mul(a, a) as tf.Tensor2D);
  await gradcheck(f, [seededTensor([3, 3], { seed: 3 })]);
  const identity = (a: tf.Tensor) => solve(a as tf.Tensor2D, a as tf.Tensor2D);
  await expectTensorsClose(tf.grad(identity)(seededTensor([3, 3], { seed: 3 })), tf.zeros([3, 3]), {
    rtol: 0,
    atol: 2e-6,
  });
});

test('solve: the gradient of a constant matrix is not computed', async () => {
  const [a, b] = [seededTensor([3, 3], { seed: 3 }), seededTensor([3, 2], { seed: 4 })] as tf.Tensor2D[];
  const { kernelNames } = await tf.profile(() => tf.grad((x) => solve(a, x as tf.Tensor2D))(b));
  expect(kernelNames).toContain('DiffblocksSolve');
  expect(kernelNames).not.toContain('DiffblocksMatrixProduct');
});

describe('solve: a singular matrix gives no finite number', () => {
  const singular: Record<string, number[][]> = {
    zero: [[0]],
    'a zero row': [[1, 2], [0, 0]],
    'a zero column': [[0, 2, 1], [0, 1, 3], [0, 5, 1]],
    'equal rows': [[1, 2, 3], [5, -1, 2], [1, 2, 3]],
    'a multiple of a column': [[1, 4, 2], [3, 5, 6], [-2, 8, -4]],
    'a multiple of a row': [[3, 7], [9, 21]],
  }; // biome-ignore format: matrices
  for (const [name, rows] of Object.entries(singular)) {
    test(name, async () => {
      const n = rows.length;
      for (const transposed of [false, true]) {
        for (const b of [tf.ones<tf.Rank.R2>([n, 2]), tf.zeros<tf.Rank.R2>([n, 1])]) {
          const x = await solve(tf.tensor2d(rows), b, { transposed }).data();
          expect([...x].filter(Number.isFinite), `transposed: ${transposed}, b: [${b.shape}]`).toEqual([]);
        }
      }
    });
  }
});

describe('solve: an empty system', () => {
  for (const [n, columns] of [
    [2, 0],
    [0, 3],
    [0, 0],
  ]) {
    test(`a [${n}, ${n}], b [${n}, ${columns}]`, async () => {
      const a = tf.eye(n);
      const b = tf.zeros<tf.Rank.R2>([n, columns]);
      expect(solve(a, b).shape).toEqual([n, columns]);
      const [da, db] = tf.grads((p, q) => solve(p as tf.Tensor2D, q as tf.Tensor2D))([a, b]);
      await expectTensorsClose(da, tf.zeros([n, n]));
      expect(db.shape).toEqual([n, columns]);
    });
  }
});
