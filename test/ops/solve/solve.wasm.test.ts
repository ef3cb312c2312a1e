import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { solve } from '../../../src/ops/solve/solve';
import { expectTensorsClose } from '../../../src/testing';

/** Elimination in float32 detects neither: it solves the first with millions. */
test('a matrix is singular if only rounding is left of a pivot', async () => {
  for (const rows of [
    [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
    [
      [2, 3, 5],
      [7, 11, 18],
      [13, 17, 30],
    ],
  ]) {
    // biome-ignore format: matrices
    for (const units of [[1, 1, 1], [1, 2 ** -50, 2 ** 50]]) { // biome-ignore format: matrices
      const a = tf.mul(tf.tensor2d(rows), units) as tf.Tensor2D;
      for (const transposed of [false, true]) {
        const x = await solve(a, tf.tensor2d([1, 0, 0], [3, 1]), { transposed }).data();
        expect([...x].filter(Number.isFinite), JSON.stringify({ rows, units, transposed })).toEqual([]);
      }
    }
  }
});

test('solves a matrix that float32 can barely tell from a singular one', async () => {
  const a = tf.tensor2d([1, 1 + 2 ** -23, 1 - 2 ** -24, 1], [2, 2]);
  const determinant = 1 - (1 + 2 ** -23) * (1 - 2 ** -24);
  const x = solve(a, tf.tensor2d([1, 0], [2, 1]));
  await expectTensorsClose(x, { shape: [2, 1], values: [1 / determinant, (2 ** -24 - 1) / determinant] });
});

test('solves Hilbert’s matrix of 6 rows, with condition number 1.5e7', async () => {
  // biome-ignore format: a matrix
  const a = tf.tensor2d(Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => 27720 / (i + j + 1))));
  const sums = Array.from({ length: 6 }, (_, i) => [0, 1, 2, 3, 4, 5].reduce((sum, j) => sum + 27720 / (i + j + 1), 0));
  await expectTensorsClose(solve(a, tf.tensor2d(sums, [6, 1])), tf.ones([6, 1]));
});
