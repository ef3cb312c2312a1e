import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { affineGrid, affineGrid3d, projectiveGrid, spatialTransformer } from '../../src/spatial';
import { expectArgumentError } from '../support/expectArgumentError';

type Size = [number, number];
const theta = [[1, 0, 0], [0, 1, 0]]; // biome-ignore format: a matrix
const map = [1, 0, 0, 0, 1, 0, 0, 0];

describe('rejects a size beyond any tensor, before anything is allocated', () => {
  for (const size of [
    [65536, 65536],
    [2 ** 31, 1],
    [1, 2 ** 31],
    [30000, 30000],
  ] as Size[]) {
    const [height, width] = size;
    test(`${height} × ${width}`, () => {
      const error = (name: string, shape: number[]) =>
        `${name}: the result is too large; expected a tensor of less than 2 GiB; got shape [${shape.join(', ')}]`;
      expectArgumentError(() => affineGrid(theta, size), error('affineGrid', [...size, 1, 2]));
      expectArgumentError(() => projectiveGrid(map, size), error('projectiveGrid', [...size, 1, 3]));
      expectArgumentError(() => spatialTransformer([[[1]]], map, size), error('spatialTransformer', [...size, 1, 1]));
    });
  }

  test('affineGrid rejects a hole in the size', () => {
    expectArgumentError(
      () => affineGrid(theta, Object.assign(new Array(2), { 1: 2 }) as Size),
      'affineGrid: the size is wrong; expected [height, width] of positive integers; got [undefined, 2]',
    );
  });
});

describe('the gradient of theta is right to 1e-6 over a million pixels', () => {
  test('affineGrid', async () => {
    const size: Size = [1000, 1000];
    const dy = tf.fill([1, ...size, 2], Math.fround(0.1));
    const gradient = tf.grad((x) => affineGrid(x as tf.Tensor3D, size))(tf.tensor3d([theta]), dy);
    const [xx, xy, x1, yx, yy, y1] = await gradient.data();
    for (const [name, sum] of Object.entries({ x1, y1 }))
      expect(Math.abs(sum / (1e6 * Math.fround(0.1)) - 1), name).toBeLessThan(1e-6);
    for (const [name, sum] of Object.entries({ xx, xy, yx, yy })) expect(Math.abs(sum), name).toBeLessThan(1e-6 * 1e5);
  });

  test('affineGrid3d', async () => {
    const theta3d = tf.slice(tf.eye(4), [0, 0], [3, 4]);
    const dy = tf.fill([100, 100, 100, 3], Math.fround(0.1));
    const gradient = tf.grad((x) => affineGrid3d(x as tf.Tensor2D, [100, 100, 100]))(theta3d, dy);
    const constants = await tf.slice(gradient, [0, 3], [3, 1]).data();
    for (const [row, sum] of constants.entries())
      expect(Math.abs(sum / (1e6 * Math.fround(0.1)) - 1), `row ${row}`).toBeLessThan(1e-6);
  });
});
