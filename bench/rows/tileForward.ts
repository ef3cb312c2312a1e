import * as tf from '@tensorflow/tfjs-core';
import { bothKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [batch, side, channels] = [64, 26, 16];

export default {
  title: `tile ${channels} channels to [${batch}, ${side}, ${side}, ${channels}], as in batch normalization`,
  prepare() {
    const x = tf.randomNormal([1, 1, 1, channels]);
    return bothKernels(tf.Tile, { x }, { reps: [batch, side, side, 1] });
  },
  torch: {
    prepare: `x = torch.randn(1, 1, 1, ${channels})`,
    run: `x.repeat(${batch}, ${side}, ${side}, 1)`,
  },
  work: { bytes: 4 * batch * side * side * channels },
} satisfies Row;
