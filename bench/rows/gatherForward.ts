import * as tf from '@tensorflow/tfjs-core';
import { bothKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [size, count, columns] = [8192, 32_768, 64];

export default {
  title: `gather, ${count} indices into ${size} rows of ${columns}`,
  prepare() {
    const x = tf.randomNormal([size, columns]);
    const indices = tf.randomUniform([count], 0, size, 'int32');
    return bothKernels(tf.GatherV2, { x, indices }, { axis: 0, batchDims: 0 });
  },
  torch: {
    prepare: `ids = torch.randint(${size}, (${count},)); x = torch.randn(${size}, ${columns})`,
    run: 'torch.nn.functional.embedding(ids, x)',
  },
  work: { bytes: 4 * columns * count * 2 },
} satisfies Row;
