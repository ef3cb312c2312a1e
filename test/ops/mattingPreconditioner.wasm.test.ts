import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { closedFormMatte } from '../../src/matting';
import { mattingDiagonal, mattingWindows } from '../../src/ops/matting/matting';
import { mattingCycle, mattingPreconditioner } from '../../src/ops/mattingPreconditioner/mattingPreconditioner';
import { seededTensor } from '../../src/testing';
import { onGuardedHeap } from '../support/guardedHeap';
import { mattingSystem, sizes, attributes as systemAttributes } from './mattingSystem';

const attributes = { radius: 1, epsilon: 1e-7 };

/** The columns of M⁻¹. */
async function inverseOf(preconditioner: tf.Tensor, height: number, width: number): Promise<Float32Array[]> {
  const columns: Float32Array[] = [];
  for (let pixel = 0; pixel < height * width; pixel++) {
    const unit = Float32Array.from({ length: height * width }, (_, index) => Number(index === pixel));
    const column = tf.tidy(() => mattingCycle(preconditioner, tf.tensor2d(unit, [height, width])));
    columns.push((await column.data()) as Float32Array);
    column.dispose();
  }
  return columns;
}

/** The smallest pivot of a Cholesky factorization: positive for a positive definite matrix only. */
function leastPivot(matrix: ArrayLike<number>[]): number {
  const size = matrix.length;
  const rows = matrix.map((row) => Float64Array.from(row));
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < size; k++) {
    least = Math.min(least, rows[k][k]);
    for (let i = k + 1; i < size; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j < size; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return least;
}

test.each(sizes)('mattingCycle is symmetric and positive definite: %i colours of %i × %i', async (...size) => {
  const [, height, width] = size;
  const { windowed, weights } = mattingSystem(...size);
  const preconditioner = mattingPreconditioner(windowed, weights, systemAttributes);
  const inverse = await inverseOf(preconditioner, height, width);
  const largest = Math.max(...inverse.map((column) => Math.max(...column)));
  inverse.forEach((column, i) => {
    for (let j = 0; j < i; j++) expect(Math.abs(column[j] - inverse[j][i])).toBeLessThan(1e-5 * largest);
  });
  expect(leastPivot(inverse)).toBeGreaterThan(0);
  tf.dispose([windowed, weights, preconditioner]);
});

test.each([
  [3, 3],
  [5, 4],
  [9, 18],
])('mattingCycle writes no byte beyond its memory, and reads none of its garbage: %i × %i', async (height, width) => {
  const on = (garbage: number) =>
    onGuardedHeap(garbage, async () => {
      const image = seededTensor([3, height, width], { seed: 1, low: 0, high: 1 }) as tf.Tensor3D;
      const windowed = { image, windows: mattingWindows(image, attributes) };
      const weights = tf.zeros([height, width]) as tf.Tensor2D;
      const preconditioner = mattingPreconditioner(windowed, weights, attributes);
      const cycled = mattingCycle(preconditioner, seededTensor([height, width], { seed: 2 }) as tf.Tensor2D);
      const bytes = new Uint8Array((await cycled.data()).slice().buffer);
      tf.dispose([windowed, weights, preconditioner, cycled]);
      return bytes;
    });
  expect(await on(0xff)).toEqual(await on(0x00));
});

test('mattingCycle of a pixel of a colour of its own is finite', async () => {
  const colours = Float32Array.from({ length: 3 * 81 }, (_, index) => Number(index === 40));
  const image = tf.tensor3d(colours, [3, 9, 9]);
  const windowed = { image, windows: mattingWindows(image, attributes) };
  const weights = tf.zeros([9, 9]) as tf.Tensor2D;
  const preconditioner = mattingPreconditioner(windowed, weights, attributes);
  const diagonal = mattingDiagonal(windowed, attributes);
  const cycled = mattingCycle(preconditioner, diagonal);
  expect(Number.isFinite(tf.max(tf.abs(cycled)).dataSync()[0])).toBe(true);
  tf.dispose([windowed, weights, preconditioner, diagonal, cycled]);
});

test('closedFormMatte of two scribbles takes few iterations, however far apart they are', async () => {
  const size = 96;
  const image = tf.tidy(() => {
    const coarse = seededTensor([6, 6, 3], { seed: 5, low: 0, high: 1 }) as tf.Tensor3D;
    return tf.image.resizeBilinear(coarse, [size, size], false, true);
  });
  const trimap = tf.tensor2d(
    Array.from({ length: size }, (_, y) =>
      Array.from({ length: size }, (_, x) => (y < 3 && x < 9 ? 0 : y > 92 && x > 86 ? 1 : 0.5)),
    ),
  );
  let iterations = 0;
  const alpha = await closedFormMatte(image, trimap, {
    onProgress: ({ step }) => {
      iterations = step;
    },
  });
  expect(iterations).toBeLessThan(200);
  tf.dispose([image, trimap, alpha]);
});
