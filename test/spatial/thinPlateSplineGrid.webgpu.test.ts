import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { thinPlateSplineGrid } from '../../src/spatial';
import { seededTensor } from '../../src/testing';

/** The points of a lattice of 13 × 20, each moved a little. */
const points = (seed: number): tf.Tensor2D => {
  const [rows, columns] = [13, 20];
  const [y, x] = tf.meshgrid(tf.linspace(-1, 1, columns), tf.linspace(-1, 1, rows));
  return tf.add(tf.reshape(tf.stack([y, x], 2), [rows * columns, 2]), seededTensor([rows * columns, 2], { seed, low: -0.02, high: 0.02 })); // biome-ignore format: one sum
};

/** By result: float32 loses digits of a system of 263 equations, and more in the adjoint system of the gradients. */
const tolerances = { value: 1e-4, 'gradient for the target points': 2e-3, 'gradient for the source points': 2e-3 };

async function numbersOn(backend: string): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const grid = (target: tf.Tensor, source: tf.Tensor) => thinPlateSplineGrid(target, source as tf.Tensor2D, [7, 5]);
  const { value, grads } = tf.valueAndGrads(grid)(
    [points(1), points(2)],
    seededTensor([7, 5, 2], { seed: 3 }) as tf.Tensor3D,
  );
  return Promise.all([value, ...grads].map((tensor) => tensor.data<'float32'>()));
}

// One workgroup solves for up to 256 points; beyond that, tfjs ops do.
test('260 points: the grid and both gradients are those of cpu, which computes in float64', async () => {
  const found = await numbersOn('webgpu');
  const right = await numbersOn('cpu');
  await tf.setBackend('webgpu');
  for (const [index, [name, tolerance]] of Object.entries(tolerances).entries()) {
    const largest = Math.max(...right[index].map(Math.abs));
    const furthest = Math.max(...right[index].map((value, entry) => Math.abs(value - found[index][entry])));
    expect(furthest / largest, name).toBeLessThan(tolerance);
  }
});
