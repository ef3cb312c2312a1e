import * as tf from '@tensorflow/tfjs-core';
import { stockKernel, trainingKernel } from '../support/kernels';
import type { Row } from '../support/row';

const [batch, side, channels] = [64, 26, 16];

export default {
  title: `tile ${channels} channels to [${batch}, ${side}, ${side}, ${channels}], as in batch normalization`,
  prepare() {
    const x = tf.randomNormal([1, 1, 1, channels]);
    const attributes = { reps: [batch, side, side, 1] };
    const [ours, stock] = [trainingKernel(tf.Tile), stockKernel(tf.Tile)];
    return { ours: () => ours({ x }, attributes), stock: () => stock({ x }, attributes) };
  },
  torch: {
    prepare: `x = torch.randn(1, 1, 1, ${channels})`,
    run: `x.repeat(${batch}, ${side}, ${side}, 1)`,
  },
  work: { bytes: 4 * batch * side * side * channels },
} satisfies Row;
