import * as tf from '@tensorflow/tfjs-core';
import { bothKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [height, width, channels] = [256, 256, 32];

export default {
  title: `every second row and column of [1, ${height}, ${width}, ${channels}]`,
  prepare() {
    const x = tf.randomNormal([1, height, width, channels]);
    const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
    const attributes = { begin: [0, 0, 0, 0], end: x.shape, strides: [1, 2, 2, 1], ...masks };
    return bothKernels(tf.StridedSlice, { x }, attributes);
  },
  torch: {
    prepare: `x = torch.randn(1, ${height}, ${width}, ${channels})`,
    run: 'x[:, ::2, ::2].contiguous()',
  },
  work: { bytes: (4 * height * width * channels * 2) / 4 },
} satisfies Row;
