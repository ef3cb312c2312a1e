import * as tf from '@tensorflow/tfjs-core';
import { deformableConv2d } from 'diffblocks/spatial';
import type { Row } from '../support/row';

const [batch, size, channels, taps] = [4, 32, 32, 9];

const row: Row = {
  title: `deformableConv2d [${batch}, ${size}, ${size}, ${channels}], 3 × 3, with a mask`,
  prepare() {
    const x = tf.randomNormal<tf.Rank.R4>([batch, size, size, channels]);
    const kernel = tf.randomNormal<tf.Rank.R4>([3, 3, channels, channels]);
    const offsets = tf.randomUniform<tf.Rank.R4>([batch, size, size, 2 * taps], -2, 2);
    const mask = tf.randomUniform<tf.Rank.R4>([batch, size, size, taps]);
    return { ours: () => deformableConv2d(x, kernel, offsets, { mask, pad: 'same' }) };
  },
  // Eight operations per sample, plus the product of patches and kernel.
  work: { flops: batch * size * size * taps * channels * (8 + 2 * channels) },
};

export default row;
