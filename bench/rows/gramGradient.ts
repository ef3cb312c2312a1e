import * as tf from '@tensorflow/tfjs-core';
import { gramMatrix } from 'diffblocks/style';
import type { Row } from '../support/row';

const [height, width, channels] = [128, 128, 64];

export default {
  title: `gramMatrix [1, ${height}, ${width}, ${channels}] and its gradient`,
  prepare() {
    const features = tf.randomNormal<tf.Rank.R4>([1, height, width, channels]);
    const dy = tf.randomNormal<tf.Rank.R3>([1, channels, channels]);
    const withGradient = (f: (x: tf.Tensor4D) => tf.Tensor) => {
      const { value, grad } = tf.valueAndGrad((x) => f(x as tf.Tensor4D))(features, dy);
      return [value, grad];
    };
    return {
      ours: () => withGradient((x) => gramMatrix(x, { normalization: 'none' })),
      stock: () =>
        withGradient((x) => {
          const positions = tf.reshape(x, [1, height * width, channels]);
          return tf.matMul(positions, positions, true);
        }),
    };
  },
  torch: {
    prepare: `x = torch.randn(${height * width}, ${channels}, requires_grad=True); dy = torch.randn(${channels}, ${channels})`,
    run: 'torch.autograd.grad(x.T @ x, x, dy)',
  },
  // The gradient X (dG + dGᵀ) is a full matrix product.
  work: { flops: height * width * channels * (channels + 1 + 2 * channels) },
} satisfies Row;
