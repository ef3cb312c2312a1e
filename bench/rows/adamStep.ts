import * as tf from '@tensorflow/tfjs-core';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const size = 1_000_000;

export default {
  title: `a step of tf.train.adam on ${size} weights`,
  prepare() {
    const gradient = tf.randomNormal([size]);
    const step = () => {
      const [optimizer, weights] = [tf.train.adam(1e-3), tf.variable(tf.zeros([size]))];
      optimizer.applyGradients([{ name: weights.name, tensor: gradient }]); // makes the state
      return () => {
        optimizer.applyGradients([{ name: weights.name, tensor: gradient }]);
        return [];
      };
    };
    return { ours: withTrainingKernels(step()), stock: step() };
  },
  torch: {
    prepare: `
weights = torch.zeros(${size}, requires_grad=True)
weights.grad = torch.randn(${size})
optimizer = torch.optim.Adam([weights], lr=1e-3)`,
    run: 'optimizer.step()',
  },
  work: { bytes: 28 * size },
} satisfies Row;
