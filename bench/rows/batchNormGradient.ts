import * as tf from '@tensorflow/tfjs-core';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const shape = [8, 64, 64, 64];

export default {
  title: `batch normalization of [${shape}] in training, with its gradients`,
  prepare() {
    const [x, dy] = [tf.randomNormal(shape), tf.randomNormal(shape)];
    const [scale, offset] = [tf.ones([shape[3]]), tf.zeros([shape[3]])];
    const normalized = (a: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
      const { mean, variance } = tf.moments(a, [0, 1, 2]) as Record<'mean' | 'variance', tf.Tensor1D>;
      return tf.batchNorm(a as tf.Tensor4D, mean, variance, beta as tf.Tensor1D, gamma as tf.Tensor1D, 1e-5);
    };
    const gradients = () => tf.grads(normalized)([x, scale, offset], dy);
    return { ours: withTrainingKernels(gradients), stock: gradients };
  },
  torch: {
    prepare: `
x = torch.randn(8, 64, 64, 64, requires_grad=True)
scale, offset = torch.ones(64, requires_grad=True), torch.zeros(64, requires_grad=True)
dy = torch.randn(8, 64, 64, 64)
batch_norm = torch.nn.functional.batch_norm`,
    run: 'torch.autograd.grad(batch_norm(x, None, None, scale, offset, training=True), (x, scale, offset), dy)',
  },
  // Forward x is read twice and y written; backward x and dy are read twice and dx written.
  work: { bytes: 4 * 8 * tf.util.sizeFromShape(shape) },
} satisfies Row;
