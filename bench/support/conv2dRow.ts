import * as tf from '@tensorflow/tfjs-core';
import { bothKernels } from './kernels';
import type { Row } from './row';

const [size, channels] = [128, 64];

interface Kernel {
  name: string;
  what: string;
  torch: string;
  missingInStock?: boolean;
  /** Rows and columns of the filter. */
  taps?: number;
  stride?: 1 | 2;
}

/** A convolution or one of its gradients. `torch` may use x, f, y, dy, conv2d and its `options`. */
export function conv2dRow({ name, what, torch, missingInStock, taps = 3, stride = 1 }: Kernel): Row {
  const outSize = size / stride;
  const ofStride = stride === 1 ? '' : `, stride ${stride}`;
  return {
    title: `conv2d ${taps}×${taps}${ofStride} [1, ${size}, ${size}, ${channels}]: ${what}`,
    prepare() {
      const shape = [1, size, size, channels];
      const inputs = {
        x: tf.randomNormal(shape),
        filter: tf.randomNormal([taps, taps, channels, channels]),
        dy: tf.randomNormal([1, outSize, outSize, channels]),
      };
      const attributes = { strides: stride, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
      const shapes = { inputShape: shape, filterShape: inputs.filter.shape };
      const { ours, stock } = bothKernels(name, inputs, { ...attributes, ...shapes });
      return { ours, stock: missingInStock ? undefined : stock };
    },
    torch: {
      prepare: `
x = torch.randn(1, ${channels}, ${size}, ${size}, requires_grad=True)
f = torch.randn(${channels}, ${channels}, ${taps}, ${taps}, requires_grad=True)
conv2d = torch.nn.functional.conv2d
options = dict(padding=${taps >> 1}, stride=${stride})
y = conv2d(x, f, **options)
dy = torch.randn_like(y)`,
      run: torch,
    },
    work: { flops: 2 * taps ** 2 * outSize ** 2 * channels ** 2 },
  };
}
