import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  affineGrid,
  bicubicSampler,
  bilinearSampler,
  deformableConv2d,
  nearestSampler,
  spatialTransformer,
  trilinearSampler,
} from '../../src/spatial';

/** A million samples of one pixel: added one by one in float32, their gradients of 0.1 make 0.10096 million. */
const size: [number, number] = tf.getBackend() === 'cpu' ? [100, 200] : [1000, 1000]; // cpu takes 20 s for a million
const total = size[0] * size[1] * Math.fround(0.1);
const tolerance = tf.getBackend() === 'webgpu' ? 1e-5 : 1e-6;

const centre = (axes: number) => tf.zeros([1, ...(axes === 3 ? [10, size[0] / 10, size[1]] : size), axes]);
const image = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);

/** The functions of an image whose samples all hit the pixel in the middle. */
const functions: Record<string, [tf.Tensor, (x: tf.Tensor) => tf.Tensor]> = {
  bilinearSampler: [image, (x) => bilinearSampler(x, centre(2))],
  'bilinearSampler of one pixel': [tf.ones([1, 1, 1, 1]), (x) => bilinearSampler(x, centre(2))],
  nearestSampler: [image, (x) => nearestSampler(x, centre(2))],
  bicubicSampler: [image, (x) => bicubicSampler(x, centre(2))],
  trilinearSampler: [tf.ones([1, 3, 3, 3, 1]), (x) => trilinearSampler(x, centre(3))],
  'spatialTransformer, affine': [image, (x) => spatialTransformer(x, [[0, 0, 0, 0, 0, 0]], size)],
  'spatialTransformer, projective': [image, (x) => spatialTransformer(x, [[0, 0, 0, 0, 0, 0, 0, 0]], size)],
};

describe('the gradient of a pixel adds up over a million samples', () => {
  for (const [name, [x, f]] of Object.entries(functions)) {
    test(name, async () => {
      const dy = tf.fill(f(x).shape, Math.fround(0.1));
      const gradient = await tf.grad(f)(x, dy).data<'float32'>();
      expect(Math.abs(gradient[(gradient.length - 1) / 2] / total - 1)).toBeLessThan(tolerance);
      expect(Math.abs(gradient.reduce((sum, entry) => sum + entry) / total - 1)).toBeLessThan(tolerance);
    });
  }

  test('affineGrid for theta', async () => {
    const dy = tf.fill([1, ...size, 2], Math.fround(0.1));
    const gradient = tf.grad((theta: tf.Tensor) => affineGrid(theta as tf.Tensor3D, size))(tf.zeros([1, 2, 3]), dy);
    const values = await gradient.data();
    for (const translation of [values[2], values[5]]) expect(Math.abs(translation / total - 1)).toBeLessThan(tolerance);
  });

  test('deformableConv2d for its kernel and bias', async () => {
    const x = tf.fill<tf.Rank.R4>([1, ...size, 1], 0.1);
    const f = (kernel: tf.Tensor, bias: tf.Tensor) => deformableConv2d(x, kernel, tf.zeros([1, ...size, 2]), { bias });
    const dy = tf.fill([1, ...size, 2], Math.fround(0.1));
    const [kernel, bias] = tf.grads(f)([tf.ones([1, 1, 1, 2]), tf.zeros([2])], dy);
    for (const gradient of await kernel.data())
      expect(Math.abs(gradient / (total * Math.fround(0.1)) - 1)).toBeLessThan(tolerance);
    for (const gradient of await bias.data()) expect(Math.abs(gradient / total - 1)).toBeLessThan(tolerance);
  });

  test('deformableConv2d', async () => {
    const size: [number, number] = [100, 200];
    const back = (count: number, shape: number[]) => tf.reshape(tf.range(0, -count, -1), shape);
    const toFirst = [back(size[0], [size[0], 1]), back(size[1], [1, size[1]])].map((d) => tf.broadcastTo(d, size));
    const offsets = tf.reshape(tf.stack(toFirst, 2), [1, ...size, 2]);
    const x = tf.ones<tf.Rank.R4>([1, ...size, 1]);
    const f = (image: tf.Tensor) => deformableConv2d(image, tf.ones([1, 1, 1, 1]), offsets);
    const gradient = await tf
      .grad(f)(x, tf.fill(x.shape, Math.fround(0.1)))
      .data();
    expect(Math.abs(gradient[0] / (20_000 * Math.fround(0.1)) - 1)).toBeLessThan(tolerance);
  });
});
