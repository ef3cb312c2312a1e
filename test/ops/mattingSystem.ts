import * as tf from '@tensorflow/tfjs-core';
import { mattingWindows } from '../../src/ops/matting/matting';
import { seededTensor } from '../../src/testing';

export const attributes = { radius: 1, epsilon: 1e-5 };

/** An image [colours, height, width], and weights of 100 at about a tenth of its pixels. */
export function mattingSystem(colours: number, height: number, width: number) {
  const image = seededTensor([colours, height, width], { seed: 1, low: 0, high: 1 }) as tf.Tensor3D;
  const weights = tf.tidy(() => {
    const isKnown = tf.less(seededTensor([height, width], { seed: 2, low: 0, high: 1 }), 0.1);
    return tf.mul<tf.Tensor2D>(100, tf.cast(isKnown, 'float32'));
  });
  return { windowed: { image, windows: mattingWindows(image, attributes) }, weights };
}

/** Odd and even sizes, sizes that end on a full vector of four or not, and a grid that is halved along one axis only. */
export const sizes: [number, number, number][] = [
  [3, 3, 3],
  [1, 3, 4],
  [3, 5, 3],
  [3, 7, 6],
  [1, 8, 9],
  [3, 4, 21],
  [3, 13, 8],
];
