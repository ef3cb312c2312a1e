import * as tf from '@tensorflow/tfjs-core';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [batch, size, filter, outputs] = [64, 40, 9, 32];
const outSize = size - filter + 1;

export default {
  title: `conv2d of [${batch}, ${size}, ${size}, 1] with ${filter}×${filter}×${outputs}, and both gradients`,
  prepare() {
    const images = tf.randomNormal([batch, size, size, 1]);
    const weights = tf.randomNormal([filter, filter, 1, outputs]);
    const dy = tf.randomNormal([batch, outSize, outSize, outputs]);
    const convolve = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid');
    return { ours: withTrainingKernels(() => tf.grads(convolve)([images, weights], dy)) };
  },
  torch: {
    prepare: `
x = torch.randn(${batch}, 1, ${size}, ${size}, requires_grad=True)
w = torch.randn(${outputs}, 1, ${filter}, ${filter}, requires_grad=True)
dy = torch.randn(${batch}, ${outputs}, ${outSize}, ${outSize})`,
    run: 'torch.autograd.grad(torch.nn.functional.conv2d(x, w), (x, w), dy)',
  },
  work: { flops: 3 * 2 * batch * outSize ** 2 * filter ** 2 * outputs },
} satisfies Row;
