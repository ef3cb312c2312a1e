import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { guidedFilter, smoothLocalAffine } from '../../src/matting';
import { seededTensor } from '../../src/testing';

const [height, width] = [40, 48];

/** The largest number of bytes that new tensors take at any time, per pixel. */
async function bytesPerPixel(f: () => tf.TensorContainer): Promise<number> {
  const before = tf.memory().numBytes;
  const { peakBytes } = await tf.profile(() => {
    tf.dispose(f());
    return tf.scalar(0);
  });
  return (peakBytes - before) / (height * width);
}

type Filter = (guide: tf.Tensor3D, input: tf.Tensor3D) => tf.Tensor3D;
const filters: [string, Filter, number, number][] = [
  ['guidedFilter', (guide, input) => guidedFilter(guide, input, { radius: 4 }), 1000, 1200],
  ['smoothLocalAffine', (guide, input) => smoothLocalAffine(input, guide, { radius: 2 }), 1000, 3000],
];

describe('bytes of memory per pixel, with three channels each', () => {
  for (const [name, filter, forward, backward] of filters) {
    test(`${name}: at most ${forward}, with gradients ${backward}`, async () => {
      const images = [1, 2].map((seed) => seededTensor([height, width, 3], { seed }) as tf.Tensor3D);
      const [guide, input] = images;
      expect(await bytesPerPixel(() => filter(guide, input))).toBeLessThan(forward);
      const loss = (a: tf.Tensor, b: tf.Tensor) => tf.sum(filter(a as tf.Tensor3D, b as tf.Tensor3D)) as tf.Scalar;
      expect(await bytesPerPixel(() => tf.grads(loss)(images))).toBeLessThan(backward);
      tf.dispose(images);
    });
  }
});
