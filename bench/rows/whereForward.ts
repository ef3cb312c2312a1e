import * as tf from '@tensorflow/tfjs-core';
import { bothKernels } from '../support/kernels';
import type { Row } from '../support/row';

const size = 2 ** 21;

export default {
  title: `where, ${size} numbers`,
  prepare() {
    const [t, e] = [tf.randomNormal([size]), tf.randomNormal([size])];
    return bothKernels(tf.Select, { condition: tf.greater(t, e), t, e });
  },
  torch: {
    prepare: `t = torch.randn(${size}); e = torch.randn(${size}); condition = t > e`,
    run: 'torch.where(condition, t, e)',
  },
  work: { bytes: 13 * size },
} satisfies Row;
