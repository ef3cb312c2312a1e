import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { affineGrid, bilinearSampler, thinPlateSplineGrid } from '../../src/spatial';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/thinPlateSplineGrid.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

/** The system of 16 points has a condition number of 165. */
const factor = 4;

testFixture(fixture, ({ target, source }, { size, ...options }) => thinPlateSplineGrid(target, source, size, options), {
  factor,
});

const corners = [[-1, -1], [1, -1], [-1, 1], [1, 1], [0, 0.25]]; // biome-ignore format: points

for (const regularization of [0, 0.5, 1e6]) {
  test(`regularization: ${regularization}: points that stay give the identity, bit for bit`, async () => {
    const expected = affineGrid([[1, 0, 0], [0, 1, 0]], [5, 7]); // biome-ignore format: a matrix
    const grid = thinPlateSplineGrid(corners, corners, [5, 7], { regularization });
    expect(await grid.data()).toEqual(await expected.data());
    tf.dispose([grid, expected]);
  });
}

test('a pixel on a target point samples at its source point', async () => {
  const source = seededTensor([5, 2], { seed: 1 });
  const grid = thinPlateSplineGrid(corners, source, [9, 9], { alignCorners: true });
  const places = [[0, 0], [0, 8], [8, 0], [8, 8], [5, 4]]; // biome-ignore format: rows and columns
  await expectTensorsClose(tf.gatherND(grid, places), source, { rtol: 1e-5, atol: 1e-5 });
});

test('each of 64 target points samples at its source point', async () => {
  const lattice = affineGrid([[1, 0, 0], [0, 1, 0]], [8, 8], { alignCorners: true }); // biome-ignore format: a matrix
  const source = tf.add(lattice, tf.mul(seededTensor([8, 8, 2], { seed: 4 }), 0.1));
  const [from, to] = [source, lattice].map((points) => tf.reshape(points, [64, 2]));
  const grid = thinPlateSplineGrid(to, from, [8, 8], { alignCorners: true });
  await expectTensorsClose(grid, source, { rtol: 0, atol: 2e-5 }); // a condition number of 3000
});

test('the grid is affine if three points move, or with a large regularization', async () => {
  const source = [[-0.5, -1], [1, -1], [-1, 0.5]]; // biome-ignore format: points
  const map = [[0.75, -0.25, 0], [0, 0.75, -0.25]]; // biome-ignore format: a matrix
  const grid = thinPlateSplineGrid(corners.slice(0, 3), source, [3, 4]);
  await expectTensorsClose(grid, affineGrid(map, [3, 4]), { rtol: 1e-5, atol: 1e-5 });
  const moved = [[-0.5, -1], [1, -1], [-1, 0.5], [0.5, 0.5]]; // biome-ignore format: points
  const smooth = thinPlateSplineGrid(corners.slice(0, 4), moved, [3, 4], { regularization: 1e6 });
  await expectTensorsClose(smooth, affineGrid(map, [3, 4]), { rtol: 1e-4, atol: 1e-4 });
});

test('70x70: the gradient for the source points adds all pixels', async () => {
  // The grid is linear in the source points, and moves as they do.
  const target = seededTensor([6, 2], { seed: 6 });
  const source = seededTensor([2, 6, 2], { seed: 7 });
  const dy = seededTensor([2, 70, 70, 2], { seed: 8 });
  const grid = (points: tf.Tensor) => thinPlateSplineGrid(target, points as tf.Tensor3D, [70, 70]);
  const gradient = tf.tidy(() => tf.grad(grid)(source, dy));
  const perExample = (x: tf.Tensor) => tf.sum(tf.reshape(x, [2, -1, 2]), 1);
  await expectTensorsClose(tf.sum(gradient, 1), perExample(dy), { rtol: 1e-4, atol: 1e-3 });
  const [along, expected] = [tf.mul(gradient, source), tf.mul(dy, grid(source))].map(perExample);
  await expectTensorsClose(tf.sum(along, 1), tf.sum(expected, 1), { rtol: 1e-4, atol: 1e-3 });
});

test('gradients are finite where pixels lie on control points', async () => {
  const target = tf.tensor2d(corners);
  const source = seededTensor([5, 2], { seed: 2 });
  const image = seededTensor([4, 4, 1], { seed: 3 }) as tf.Tensor3D;
  const warped = (t: tf.Tensor, s: tf.Tensor) =>
    bilinearSampler(image, thinPlateSplineGrid(t, s, [9, 9], { alignCorners: true }));
  const slopes = (t: tf.Tensor) => tf.sum(tf.square(tf.grad((x) => warped(x, source))(t)));
  const [forTarget, forSource] = tf.grads(warped)([target, source]);
  const gradients = { forTarget, forSource, second: tf.grad(slopes)(target) };
  for (const [name, gradient] of Object.entries(gradients)) {
    expect([...(await gradient.data())].every(Number.isFinite), name).toBe(true);
  }
});

test('one map has no batch axis', () => {
  expect(thinPlateSplineGrid(corners, corners, [2, 3]).shape).toEqual([2, 3, 2]);
  expect(thinPlateSplineGrid(corners, [corners, corners], [2, 3]).shape).toEqual([2, 2, 3, 2]);
});

test('errors name the argument', () => {
  const message = (call: () => unknown, text: string) => expectArgumentError(call, `thinPlateSplineGrid: ${text}`);
  const target = corners.slice(0, 3);
  message(
    () => thinPlateSplineGrid(corners.slice(0, 2), corners, [1, 1]),
    'targetControlPoints has too few points; expected 3 or more; got shape [2, 2]',
  );
  message(
    () => thinPlateSplineGrid(target, corners, [1, 1]),
    'sourceControlPoints has the wrong shape; expected [3, 2]; got [5, 2]',
  );
  message(
    () => thinPlateSplineGrid([target], target, [1, 1]),
    'targetControlPoints has the wrong rank; expected rank 2; got shape [1, 3, 2]',
  );
  message(
    () => thinPlateSplineGrid(target, target, [0, 1]),
    'the size is wrong; expected [height, width] of positive integers; got [0, 1]',
  );
  message(
    () => thinPlateSplineGrid(target, target, [1, 1], { regularization: -1 }),
    'regularization is out of range; expected a finite number at least 0; got -1',
  );
});

test('an empty batch has an empty grid and gradients', async () => {
  for (const targetShape of [
    [5, 2],
    [0, 5, 2],
  ]) {
    const target = targetShape.length === 2 ? tf.tensor2d(corners) : tf.zeros(targetShape);
    const source = tf.zeros([0, 5, 2]);
    const f = (t: tf.Tensor, s: tf.Tensor) => thinPlateSplineGrid(t, s, [2, 3]);
    expect(f(target, source).shape).toEqual([0, 2, 3, 2]);
    const gradients = tf.grads(f)([target, source]);
    await expectTensorsClose(gradients[0], tf.zerosLike(target));
    await expectTensorsClose(gradients[1], source);
  }
});

test('a size beyond any tensor is rejected before anything is allocated', () => {
  expectArgumentError(
    () => thinPlateSplineGrid(corners, corners, [65536, 65536]),
    'thinPlateSplineGrid: the result is too large; expected a tensor of less than 2 GiB; got shape [65536, 65536, 1, 2]',
  );
});
