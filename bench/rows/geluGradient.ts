import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const size = 2 ** 20;

const row = (how: string, gelu: (x: tf.Tensor) => tf.Tensor, { withStock }: { withStock: boolean }): Row => ({
  title: `GELU of ${size} numbers, ${how}, and its gradient`,
  prepare() {
    const [x, dy] = [tf.randomNormal([1, size]), tf.randomNormal([1, size])];
    const gradient = () => tf.grad(gelu)(x, dy);
    return { ours: withTrainingKernels(gradient), stock: withStock ? gradient : undefined };
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
});

const layer = layers.activation({ activation: 'gelu' });

export default [
  row("the activation 'gelu' of tf.layers", (x) => layer.apply(x) as tf.Tensor, { withStock: false }), // it is replaced
  row('composed with erf', (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)), {
    withStock: true,
  }),
];
