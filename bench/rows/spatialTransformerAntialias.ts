import * as tf from '@tensorflow/tfjs-core';
import { spatialTransformer } from 'diffblocks/spatial';
import type { Row } from '../support/row';

const [batch, size, channels, shrink] = [8, 256, 3, 4];
const reach = 2 * shrink;

/** max(0, 1 − |t| / shrink) / shrink at the input pixels around the centre of an output pixel. */
const tent = Array.from({ length: reach }, (_, pixel) => (1 - Math.abs(pixel + 0.5 - shrink) / shrink) / shrink);

export default {
  title: `spatialTransformer, antialias [${batch}, ${size}, ${size}, ${channels}], to a quarter (PyTorch: interpolate)`,
  prepare() {
    const images = tf.randomNormal<tf.Rank.R4>([batch, size, size, channels]);
    const theta = tf.tensor2d([[1, 0, 0]]);
    const square = tf.outerProduct(tent, tent);
    const filter = tf.tile(tf.reshape(square, [reach, reach, 1, 1]), [1, 1, channels, 1]) as tf.Tensor4D;
    const toSize = [size / shrink, size / shrink] as const;
    return {
      ours: () => spatialTransformer(images, theta, toSize, { antialias: true }),
      // A fixed tent filter suffices here. A map that also rotated or shifted the image would need more.
      stock: () => tf.depthwiseConv2d(images, filter, shrink, 'same'),
    };
  },
  torch: {
    prepare: `images = torch.randn(${batch}, ${channels}, ${size}, ${size})`,
    run:
      `torch.nn.functional.interpolate(images, scale_factor=${1 / shrink}, mode='bilinear', ` +
      'antialias=True, align_corners=False)',
  },
  // The tent filter runs down the columns, then along the rows.
  work: { flops: (2 * reach * batch * channels * size ** 2 * (1 + 1 / shrink)) / shrink },
} satisfies Row;
