import * as tf from '@tensorflow/tfjs-core';
import { bothKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [height, width, channels] = [128, 128, 64];

export default {
  title: `gradient of maxPool 2×2, [1, ${height}, ${width}, ${channels}]`,
  prepare() {
    const input = tf.randomUniform<tf.Rank.R4>([1, height, width, channels]); // stock is wrong for negative maxima
    const output = tf.maxPool(input, 2, 2, 'valid');
    const dy = tf.randomNormal(output.shape);
    return bothKernels(tf.MaxPoolGrad, { dy, input, output }, { filterSize: 2, strides: 2, pad: 'valid' });
  },
  torch: {
    prepare: `
x = torch.rand(1, ${channels}, ${height}, ${width}).contiguous(memory_format=torch.channels_last).requires_grad_()
y = torch.nn.functional.max_pool2d(x, 2)
dy = torch.randn_like(y)`,
    run: 'torch.autograd.grad(y, x, dy, retain_graph=True)',
  },
  // It reads the image and dy, and writes the gradient.
  work: { bytes: 4 * height * width * channels * (2 + 1 / 4) },
} satisfies Row;
