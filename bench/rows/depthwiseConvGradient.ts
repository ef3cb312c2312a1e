import * as tf from '@tensorflow/tfjs-core';
import { trainingKernel } from '../support/kernels';
import type { Row } from '../support/row';

const [height, width, channels] = [128, 128, 64];

export default {
  title: `both gradients of depthwiseConv2d 3×3, [1, ${height}, ${width}, ${channels}]`,
  prepare() {
    const attributes = { strides: 1, pad: 'same', dilations: 1 };
    const x = tf.randomNormal([1, height, width, channels]);
    const dy = tf.randomNormal(x.shape);
    const filter = tf.randomNormal([3, 3, channels, 1]);
    const inputGradient = trainingKernel(tf.DepthwiseConv2dNativeBackpropInput);
    const filterGradient = trainingKernel(tf.DepthwiseConv2dNativeBackpropFilter);
    return {
      ours: () => [
        inputGradient({ dy, filter }, { ...attributes, inputShape: x.shape }),
        filterGradient({ x, dy }, { ...attributes, filterShape: filter.shape }),
      ],
    };
  },
  torch: {
    prepare: `
x = torch.randn(1, ${channels}, ${height}, ${width}).contiguous(memory_format=torch.channels_last).requires_grad_()
f = torch.randn(${channels}, 1, 3, 3, requires_grad=True)
y = torch.nn.functional.conv2d(x, f, padding=1, groups=${channels})
dy = torch.randn_like(y)`,
    run: 'torch.autograd.grad(y, (x, f), dy, retain_graph=True)',
  },
  work: { flops: 2 * 2 * 9 * height * width * channels },
} satisfies Row;
