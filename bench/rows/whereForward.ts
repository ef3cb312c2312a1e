import * as tf from '@tensorflow/tfjs-core';
import { stockKernel, trainingKernel } from '../support/kernels';
import type { Row } from '../support/row';

const size = 2 ** 21;

export default {
  title: `where, ${size} numbers`,
  prepare() {
    const [t, e] = [tf.randomNormal([size]), tf.randomNormal([size])];
    const condition = tf.greater(t, e);
    const [ours, stock] = [trainingKernel(tf.Select), stockKernel(tf.Select)];
    return { ours: () => ours({ condition, t, e }), stock: () => stock({ condition, t, e }) };
  },
  torch: {
    prepare: `t = torch.randn(${size}); e = torch.randn(${size}); condition = t > e`,
    run: 'torch.where(condition, t, e)',
  },
  work: { bytes: 13 * size },
} satisfies Row;
