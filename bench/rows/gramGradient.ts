import * as tf from '@tensorflow/tfjs-core';
import { gramMatrix } from 'diffblocks/style';
import type { Row } from '../support/row';
import { withGradients } from '../support/withGradients';

const [height, width, channels] = [128, 128, 64];

export default {
  title: `gramMatrix [1, ${height}, ${width}, ${channels}] and its gradient`,
  prepare() {
    const features = tf.randomNormal<tf.Rank.R4>([1, height, width, channels]);
    const dy = tf.randomNormal<tf.Rank.R3>([1, channels, channels]);
    const ours = (x: tf.Tensor) => gramMatrix(x as tf.Tensor4D, { normalization: 'none' });
    const stock = (x: tf.Tensor) => {
      const positions = tf.reshape(x, [1, height * width, channels]);
      return tf.matMul(positions, positions, true);
    };
    return { ours: withGradients(ours, [features], dy), stock: withGradients(stock, [features], dy) };
  },
  torch: {
    prepare: `x = torch.randn(${height * width}, ${channels}, requires_grad=True); dy = torch.randn(${channels}, ${channels})`,
    run: 'torch.autograd.grad(x.T @ x, x, dy)',
  },
  // The gradient X (dG + dGᵀ) is a full matrix product.
  work: { flops: height * width * channels * (channels + 1 + 2 * channels) },
} satisfies Row;
