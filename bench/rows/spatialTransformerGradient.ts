import * as tf from '@tensorflow/tfjs-core';
import { affineGrid, spatialTransformer } from 'diffblocks/spatial';
import { composedSamplerGradients } from '../support/composedSampler';
import { rotation } from '../support/rotation';
import type { Row } from '../support/row';
import { withGradients } from '../support/withGradients';

const shape = [8, 128, 128, 3] as const;
const [batch, height, width, channels] = shape;

export default {
  title: `spatialTransformer [${shape.join(', ')}] and its gradients`,
  prepare() {
    const images = tf.randomNormal<tf.Rank.R4>([...shape]);
    const dy = tf.randomNormal<tf.Rank.R4>([...shape]);
    const theta = tf.tile(tf.tensor3d([rotation]), [batch, 1, 1]);
    const transform = (x: tf.Tensor, map: tf.Tensor) => spatialTransformer(x as tf.Tensor4D, map, [height, width]);
    const identity = affineGrid([[1, 0, 0], [0, 1, 0]], [height, width]); // biome-ignore format: a matrix
    const positions = tf.reshape(tf.concat([identity, tf.ones([height, width, 1])], 2), [-1, 3]);
    return {
      ours: withGradients(transform, [images, theta], dy),
      stock: () => composed({ images, theta, dy }, positions as tf.Tensor2D),
    };
  },
  torch: {
    prepare: `
from torch.nn.functional import affine_grid, grid_sample
images = torch.randn(${batch}, ${channels}, ${height}, ${width}, requires_grad=True)
theta = torch.tensor(${JSON.stringify(rotation)}).repeat(${batch}, 1, 1).requires_grad_()
dy = torch.randn_like(images)
def transform():
    return grid_sample(images, affine_grid(theta, images.shape, align_corners=False), align_corners=False)`,
    run: 'torch.autograd.grad(transform(), [images, theta], dy)',
  },
  // Four taps forward, and twice as much work backward.
  work: { flops: 3 * 2 * 4 * batch * height * width * channels },
} satisfies Row;

/** The value and its gradients for images and theta. The grid is the product of theta with (x, y, 1) at every pixel. */
function composed(
  { images, theta, dy }: { images: tf.Tensor4D; theta: tf.Tensor3D; dy: tf.Tensor4D },
  positions: tf.Tensor2D,
): tf.Tensor[] {
  return tf.tidy(() => {
    const columns = tf.reshape(tf.transpose(theta, [2, 0, 1]), [3, 2 * batch]) as tf.Tensor2D;
    const byPixel = tf.reshape(tf.matMul(positions, columns), [height, width, batch, 2]);
    const grid = tf.transpose(byPixel, [2, 0, 1, 3]) as tf.Tensor4D;
    const [value, dImages, dGrid] = composedSamplerGradients({ images, grid, dy });
    const byRow = tf.reshape(tf.transpose(dGrid, [0, 3, 1, 2]), [2 * batch, height * width]) as tf.Tensor2D;
    return [value, dImages, tf.reshape(tf.matMul(byRow, positions), [batch, 2, 3])];
  });
}
