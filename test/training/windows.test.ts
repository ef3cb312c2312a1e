import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';

/*
 * What docs/tfjs-faults.md names for backends without mended gradients: a pool or a convolution as a sum over the taps
 * of its windows.
 */

// On WebGPU, the gradient of a slice of five axes is an invalid program of stock tfjs.
installTrainingKernels();

type Steps = [number, number, number];

/** For each tap of a window, the numbers under it: one for each window of a 'valid' pad and strides 1. */
function underTaps(x: tf.Tensor5D, [depth, height, width]: Steps, [dz, dy, dx]: Steps) {
  const [batch, ...size] = x.shape;
  const windows = [size[0] - (depth - 1) * dz, size[1] - (height - 1) * dy, size[2] - (width - 1) * dx, size[3]];
  return Array.from({ length: depth * height * width }, (_, tap) => {
    const [a, b, c] = [Math.floor(tap / (height * width)), Math.floor(tap / width) % height, tap % width];
    return { tap: [a, b, c], values: tf.slice(x, [0, a * dz, b * dy, c * dx, 0], [batch, ...windows]) };
  });
}

const maxPool3d = (x: tf.Tensor, filterSize: Steps): tf.Tensor =>
  underTaps(x as tf.Tensor5D, filterSize, [1, 1, 1])
    .map(({ values }) => values as tf.Tensor)
    .reduce((most, values) => tf.maximum(most, values));

function conv3d(x: tf.Tensor, filter: tf.Tensor, dilations: Steps): tf.Tensor {
  const [depth, height, width, channels, outputs] = filter.shape;
  const taps = underTaps(x as tf.Tensor5D, [depth, height, width], dilations);
  const [batch, ...size] = taps[0].values.shape;
  const products = taps.map(({ tap, values }) => {
    const weights = tf.slice(filter, [...tap, 0, 0], [1, 1, 1, channels, outputs]);
    return tf.matMul(tf.reshape(values, [-1, channels]), tf.reshape(weights, [channels, outputs]));
  });
  const sum = products.reduce((total, product) => tf.add(total, product));
  return tf.reshape(sum, [batch, ...size.slice(0, -1), outputs]);
}

test('maxPool3d as the maximum of slices: value, gradient and second gradient', async () => {
  const x = seededTensor([1, 3, 2, 3, 2], { seed: 3 });
  await expectTensorsClose(maxPool3d(x, [2, 1, 2]), tf.maxPool3d(x as tf.Tensor5D, [2, 1, 2], 1, 'valid'));
  const f = (z: tf.Tensor) => tf.square(maxPool3d(z, [2, 1, 2]));
  await gradcheck(f, x);
  await gradgradcheck(f, x);
});

test('conv3d with dilations as the sum of products of slices: value, gradient and second gradient', async () => {
  const inputs = [seededTensor([2, 2, 3, 4, 2], { seed: 3 }), seededTensor([2, 2, 2, 2, 3], { seed: 4 })];
  const [x, filter] = inputs as [tf.Tensor5D, tf.Tensor5D];
  const value = conv3d(x, filter, [1, 2, 3]);
  expect(value.shape).toEqual([2, 1, 1, 1, 3]);
  await expectTensorsClose(value, tf.conv3d(x, filter, 1, 'valid', 'NDHWC', [1, 2, 3]));
  const f = (...[images, taps]: tf.Tensor[]) => tf.square(conv3d(images, taps, [1, 2, 3]));
  await gradcheck(f, inputs);
  await gradgradcheck(f, inputs);
});
