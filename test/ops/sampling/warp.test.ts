import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import type { WarpAttributes } from '../../../src/ops/sampling/attributes';
import { warp, warpImagesGrad, warpMatrixGrad } from '../../../src/ops/sampling/warp';
import { expectTensorsClose, gradcheck, seededTensor } from '../../../src/testing';

const attributes: WarpAttributes = {
  interpolation: 'linear',
  padding: 'reflection',
  alignCorners: false,
  inPixels: true,
  size: [2, 3],
};

/** At least a tenth of a pixel from every kink. */
const matrices = {
  affine: [[0.8, 0.1, 0.15], [-0.1, 0.8, 0.25]],
  projective: [[0.8, 0.1, 0.15], [-0.1, 0.8, 0.25], [0.1, -0.05, 1]],
}; // biome-ignore format: matrices

describe.each(Object.entries(matrices))('%s', (_, rows) => {
  const inputs = () => ({
    images: seededTensor([2, 3, 4, 1], { seed: 1 }),
    matrix: tf.tensor3d([rows]),
    dy: seededTensor([2, 2, 3, 1], { seed: 2 }),
  });

  test("the images' gradient is the adjoint of sampling", async () => {
    const { images, matrix, dy } = inputs();
    const sampled = tf.sum(tf.mul(warp(images, matrix, attributes), dy));
    const scattered = tf.sum(tf.mul(images, warpImagesGrad(dy, matrix, images.shape, attributes)));
    await expectTensorsClose(scattered, sampled, { rtol: 1e-5, atol: 1e-6 });
  });

  test("the images' gradient has gradients", async () => {
    const { images, matrix, dy } = inputs();
    await gradcheck((a, b) => warpImagesGrad(a, b, images.shape, attributes), [dy, matrix]);
  });

  test("the matrix's gradient has gradients", async () => {
    const { images, matrix, dy } = inputs();
    await gradcheck((a, b, c) => warpMatrixGrad(a, b, c, attributes), [dy, images, matrix]);
  });
});

// [images, matrices]: nothing to sample, no matrix for the one image, no image for the one matrix.
const empty = [[[2, 3, 4, 0], 2], [[0, 3, 4, 1], 0], [[1, 3, 4, 1], 0], [[0, 3, 4, 1], 1]] as const; // biome-ignore format: one row of a table

test.each(empty)('an empty result and gradients of zero: images %j, %i matrices', async (shape, count) => {
  const images = tf.ones([...shape]);
  const matrix = tf.ones<tf.Rank.R3>([count, 3, 3]);
  const dy = tf.ones([shape[0] === 1 ? count : shape[0], 2, 3, shape[3]]);
  await expectTensorsClose(warp(images, matrix, attributes), dy);
  await expectTensorsClose(warpImagesGrad(dy, matrix, images.shape, attributes), tf.zerosLike(images));
  await expectTensorsClose(warpMatrixGrad(dy, images, matrix, attributes), tf.zerosLike(matrix));
});
