import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test, vi } from 'vitest';
import { spatialTransformer } from '../../src/spatial';
import { seededTensor } from '../../src/testing';

const [batch, height, width, channels] = [2, 80, 47, 5];
const pixels = height * width;

/**
 * The sizes of all allocations of kernels, temporary space included, that are at least as large as a channel of one
 * image. With a gradient these are the output, tfjs's own copy of the images, the gradient, and the float64 sums of one
 * image.
 */
function largeAllocations(f: () => unknown): number[] {
  const backend = tf.backend() as unknown as { makeOutput(shape: number[]): tf.TensorInfo };
  const makeOutput = vi.spyOn(backend, 'makeOutput');
  try {
    f();
    return makeOutput.mock.calls.map(([shape]) => tf.util.sizeFromShape(shape)).filter((size) => size >= pixels);
  } finally {
    makeOutput.mockRestore();
  }
}

describe.each([[[1, 0.1, 0, 0, 0.9, 0.1]], [[1, 0.1, 0, 0, 0.9, 0.1, 0.1, 0.2]]])('theta: %j', (theta) => {
  const sameSize = (x: tf.Tensor, map: tf.Tensor) => spatialTransformer(x as tf.Tensor4D, map, [height, width]);
  const image = batch * pixels * channels;
  const sums = expect.toSatisfy((size: number) => size > 2 * pixels * channels && size < 2.25 * pixels * channels);

  test('holds neither a grid nor its gradient in memory', () => {
    const images = seededTensor([batch, height, width, channels], { seed: 1 });
    const dy = seededTensor(images.shape, { seed: 2 });
    const maps = tf.tensor2d([theta, theta]);
    expect(largeAllocations(() => sameSize(images, maps))).toEqual([image]);
    expect(largeAllocations(() => tf.grads(sameSize)([images, maps], dy))).toEqual([image, image, image, sums]);
  });

  test('one image or one transformer is not copied', () => {
    const images = seededTensor([batch, height, width, channels], { seed: 1 });
    const dy = seededTensor(images.shape, { seed: 2 });
    const first = tf.slice(images, [0, 0, 0, 0], [1, -1, -1, -1]);
    const gradients = tf.grads(sameSize);
    const oneImage = largeAllocations(() => gradients([first, tf.tensor2d([theta, theta])], dy));
    expect(oneImage).toEqual([image, image / batch, image / batch, sums]);
    const oneTransformer = largeAllocations(() => gradients([images, tf.tensor2d([theta])], dy));
    expect(oneTransformer).toEqual([image, image, image, sums]);
  });
});

test('runs one kernel forward and one per gradient', async () => {
  const images = seededTensor([batch, height, width, channels], { seed: 1 });
  const maps = tf.tensor2d([[1, 0.1, 0, 0, 0.9, 0.1]]);
  const f = (x: tf.Tensor, map: tf.Tensor) => spatialTransformer(x as tf.Tensor4D, map, [height, width]);
  // Without those that only multiply the matrix by its ratios: DiffblocksScaledWarp and its gradients.
  const ours = async (run: () => tf.Tensor | tf.Tensor[]) =>
    (await tf.profile(run as () => tf.Tensor)).kernelNames.filter((name) => /^Diffblocks(?!Scaled)/.test(name));
  expect(await ours(() => f(images, maps))).toEqual(['DiffblocksWarp']);
  const gradients = await ours(() => tf.grads(f)([images, maps], images));
  expect(gradients.sort()).toEqual(['DiffblocksWarp', 'DiffblocksWarpImagesGrad', 'DiffblocksWarpMatrixGrad']);
});
