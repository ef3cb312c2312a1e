import * as tf from '@tensorflow/tfjs-core';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const size = 2 ** 20;

export default {
  title: `GELU of ${size} numbers, composed with erf, and its gradient`,
  prepare() {
    const [x, dy] = [tf.randomNormal([size]), tf.randomNormal([size])];
    const gelu = (a: tf.Tensor) => tf.mul(tf.mul(a, 0.5), tf.add(tf.erf(tf.mul(a, Math.SQRT1_2)), 1));
    const gradient = () => tf.grad(gelu)(x, dy);
    return { ours: withTrainingKernels(gradient), stock: gradient };
  },
  torch: {
    prepare: `
x = torch.randn(${size}, requires_grad=True)
dy = torch.randn(${size})
gelu = torch.nn.functional.gelu`,
    run: 'torch.autograd.grad(gelu(x), x, dy)',
  },
  // Forward x is read and y written; backward x and dy are read and dx written.
  work: { bytes: 4 * 5 * size },
} satisfies Row;
