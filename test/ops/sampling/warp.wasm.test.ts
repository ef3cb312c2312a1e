import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { WarpAttributes } from '../../../src/ops/sampling/attributes';
import { composed, composedImagesGrad, composedMatrixGrad } from '../../../src/ops/sampling/composedWarp';
import { warp, warpImagesGrad, warpMatrixGrad } from '../../../src/ops/sampling/warp';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { withContext } from '../../support/withContext';

/**
 * Channels below, at and above a vector's four; rows that fill no block of four, one, and several; a batch of 1 for
 * several.
 */
const shapes: [images: number[], matrices: number, size: [number, number]][] = [
  [[2, 5, 7, 1], 2, [3, 3]],
  [[1, 4, 3, 3], 1, [2, 9]],
  [[3, 2, 5, 4], 1, [1, 1]],
  [[1, 6, 1, 5], 3, [4, 1]],
  [[2, 1, 1, 2], 2, [2, 8]],
]; // biome-ignore format: one row of a table

const modes = (['nearest', 'linear', 'cubic'] as const).flatMap((interpolation) =>
  (['zeros', 'border', 'reflection'] as const).flatMap((padding) =>
    [false, true].map((alignCorners) => ({ interpolation, padding, alignCorners, inPixels: true as const })),
  ),
);

function inputs(imagesShape: number[], matrices: number, [height, width]: [number, number], rows: number) {
  const identity = tf.slice(tf.eye(3), [0, 0], [rows, 3]);
  const disturbance = tf.mul(seededTensor([matrices, rows, 3], { seed: 2 }), [0.6, 0.6, rows === 3 ? 0.6 : 3]);
  return {
    images: seededTensor(imagesShape, { seed: 1 }),
    matrix: tf.add(identity, disturbance) as tf.Tensor3D,
    dy: seededTensor([Math.max(imagesShape[0], matrices), height, width, imagesShape[3]], { seed: 3 }),
  };
}

describe.each(modes)('interpolation: $interpolation, padding: $padding, alignCorners: $alignCorners', (sampling) => {
  for (const [map, rows] of [
    ['affine', 2],
    ['projective', 3],
  ] as const) {
    test.each(shapes)(
      `${map}, equals the composed op: images %j, %i matrices, size %j`,
      async (imagesShape, matrices, size) => {
        const { images, matrix, dy } = inputs(imagesShape, matrices, size, rows);
        const fill = Array.from({ length: imagesShape[3] }, (_, channel) => channel + 0.5);
        const attributes: WarpAttributes = { ...sampling, size, fill: sampling.padding === 'zeros' ? fill : undefined };
        const exact = { rtol: 0, atol: 0 };
        await withContext('value', () =>
          expectTensorsClose(warp(images, matrix, attributes), composed({ images, matrix }, attributes), exact),
        );
        const imagesGrad = warpImagesGrad(dy, matrix, imagesShape, attributes);
        const expected = composedImagesGrad({ dy, matrix }, { ...attributes, imagesShape });
        await withContext('gradient for images', () => expectTensorsClose(imagesGrad, expected, exact));
        const matrixGrad = composedMatrixGrad({ dy, images, matrix }, attributes);
        const largest = tf.max(tf.abs(matrixGrad)).dataSync()[0];
        // The composed op adds in float32.
        const tolerance = { rtol: 1e-5, atol: 1e-5 * largest };
        await withContext('gradient for matrix', () =>
          expectTensorsClose(warpMatrixGrad(dy, images, matrix, attributes), matrixGrad, tolerance),
        );
      },
    );
  }

  test('two runs give the same bits', async () => {
    const { images, matrix, dy } = inputs([2, 5, 6, 7], 2, [9, 8], 3);
    const attributes: WarpAttributes = { ...sampling, size: [9, 8] };
    const run = () => [
      warp(images, matrix, attributes),
      warpImagesGrad(dy, matrix, images.shape, attributes),
      warpMatrixGrad(dy, images, matrix, attributes),
    ];
    const [first, second] = [run(), run()];
    const names = ['value', 'gradient for images', 'gradient for matrix'];
    for (const [index, name] of names.entries()) {
      expect(await first[index].data(), name).toEqual(await second[index].data());
    }
  });
});

test('the gradient of a matrix sums a million pixels accurately', async () => {
  const [count, middle] = [1024, 1023 / 2];
  const along = (shape: number[], offset: number) => tf.add(tf.reshape(tf.range(0, count), shape), offset);
  const [x, y] = [[1, 1, -1, 1], [1, -1, 1, 1]]; // biome-ignore format: two axes
  const rows = tf.broadcastTo(along(x, 0), [1, count, count, 1]);
  const dy = tf.add(along(x, -middle), along(y, -middle));
  const matrix = tf.tensor3d([1, 0, 0.25, 0, 1, 0], [1, 2, 3]);
  const attributes: WarpAttributes = { ...modes[2], interpolation: 'linear', padding: 'border', size: [count, count] };
  // The images' slope is 1 along x, and dy is X + Y; the last column is on the border.
  const sums = [0, 0, 0];
  for (let Y = -middle; Y <= middle; Y++) {
    for (let X = -middle; X < middle; X++) {
      for (const [column, factor] of [X, Y, 1].entries()) sums[column] += (X + Y) * factor;
    }
  }
  const expected = tf.tensor3d([...sums, 0, 0, 0], [1, 2, 3]);
  await expectTensorsClose(warpMatrixGrad(dy, rows, matrix, attributes), expected, { rtol: 1e-7, atol: 0 });
});

test('an entry that is NaN or infinite leaves the gradient finite', async () => {
  const { images, matrix, dy } = inputs([1, 4, 5, 2], 1, [3, 5], 3);
  const entries = await matrix.data();
  for (const padding of ['zeros', 'border', 'reflection'] as const) {
    const attributes: WarpAttributes = { ...modes[0], interpolation: 'linear', padding, size: [3, 5] };
    for (const value of [Number.NaN, Infinity, 1e38]) {
      for (const index of entries.keys()) {
        const extreme = tf.tensor3d(
          entries.map((x, at) => (at === index ? value : x)),
          [1, 3, 3],
        );
        const label = `padding: '${padding}', entry ${index} is ${value}`;
        const expected = composed({ images, matrix: extreme }, attributes);
        await withContext(label, () => expectTensorsClose(warp(images, extreme, attributes), expected));
        const gradient = await warpMatrixGrad(dy, images, extreme, attributes).data();
        expect([...gradient].every(Number.isFinite), label).toBe(true);
      }
    }
  }
});
