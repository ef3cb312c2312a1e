import * as tf from '@tensorflow/tfjs-core';
import { trainingKernel } from '../support/kernels';
import type { Row } from '../support/row';

const [size, count, columns] = [8192, 32_768, 64];

export default {
  title: `gradient of gather, ${count} indices into ${size} rows of ${columns}`,
  prepare() {
    const dy = tf.randomNormal([count, columns]);
    const segmentIds = tf.randomUniform([count], 0, size, 'int32');
    const sum = trainingKernel(tf.UnsortedSegmentSum);
    return { ours: () => sum({ x: dy, segmentIds }, { numSegments: size }) };
  },
  torch: {
    prepare: `
ids = torch.randint(${size}, (${count},))
x = torch.randn(${size}, ${columns}, requires_grad=True)
y = torch.nn.functional.embedding(ids, x)
dy = torch.randn_like(y)`,
    run: 'torch.autograd.grad(y, x, dy, retain_graph=True)',
  },
  work: { bytes: 4 * columns * (count + size) },
} satisfies Row;
