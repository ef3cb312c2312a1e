import * as tf from '@tensorflow/tfjs-core';
import { stockKernel, trainingKernel } from '../support/kernels';
import type { Row } from '../support/row';

const [size, count, columns] = [8192, 32_768, 64];

export default {
  title: `gather, ${count} indices into ${size} rows of ${columns}`,
  prepare() {
    const x = tf.randomNormal([size, columns]);
    const indices = tf.randomUniform([count], 0, size, 'int32');
    const [ours, stock] = [trainingKernel(tf.GatherV2), stockKernel(tf.GatherV2)];
    const attributes = { axis: 0, batchDims: 0 };
    return { ours: () => ours({ x, indices }, attributes), stock: () => stock({ x, indices }, attributes) };
  },
  torch: {
    prepare: `ids = torch.randint(${size}, (${count},)); x = torch.randn(${size}, ${columns})`,
    run: 'torch.nn.functional.embedding(ids, x)',
  },
  work: { bytes: 4 * columns * count * 2 },
} satisfies Row;
