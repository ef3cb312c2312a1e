import * as tf from '@tensorflow/tfjs-core';
import { gramMatrix } from 'diffblocks/style';
import type { Row } from '../support/row';

const [height, width, channels] = [128, 128, 64];

export default {
  title: `gramMatrix [1, ${height}, ${width}, ${channels}]`,
  prepare() {
    const features = tf.randomNormal<tf.Rank.R4>([1, height, width, channels]);
    const positions = tf.reshape(features, [1, height * width, channels]);
    return {
      ours: () => gramMatrix(features, { normalization: 'none' }),
      stock: () => tf.matMul(positions, positions, true),
    };
  },
  torch: { prepare: `x = torch.randn(${height * width}, ${channels})`, run: 'x.T @ x' },
  // One multiplication and one addition per position and pair of channels. The matrix is symmetric.
  work: { flops: height * width * channels * (channels + 1) },
} satisfies Row;
