import * as tf from '@tensorflow/tfjs-core';
import { stockKernel, trainingKernel } from './kernels';
import type { Row } from './row';

const [size, channels] = [128, 64];

interface Kernel {
  name: string;
  what: string;
  torch: string;
  missingInStock?: boolean;
}

/** A 3×3 convolution or one of its gradients. */
export function conv2dRow({ name, what, torch, missingInStock }: Kernel): Row {
  return {
    title: `conv2d 3×3 [1, ${size}, ${size}, ${channels}]: ${what}`,
    prepare() {
      const shape = [1, size, size, channels];
      const inputs = {
        x: tf.randomNormal(shape),
        filter: tf.randomNormal([3, 3, channels, channels]),
        dy: tf.randomNormal(shape),
      };
      const attributes = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
      const shapes = { inputShape: shape, filterShape: inputs.filter.shape };
      const ours = trainingKernel(name);
      const stock = stockKernel(name);
      return {
        ours: () => ours(inputs, { ...attributes, ...shapes }),
        stock: missingInStock ? undefined : () => stock(inputs, { ...attributes, ...shapes }),
      };
    },
    torch: {
      prepare: `
x = torch.randn(1, ${channels}, ${size}, ${size}, requires_grad=True)
f = torch.randn(${channels}, ${channels}, 3, 3, requires_grad=True)
conv2d = torch.nn.functional.conv2d
y = conv2d(x, f, padding=1)
dy = torch.randn_like(y)`,
      run: torch,
    },
    work: { flops: 2 * 9 * size ** 2 * channels ** 2 },
  };
}
