import * as tf from '@tensorflow/tfjs-core';
import { bsplineGrid } from 'diffblocks/registration';
import { nearestSampler } from 'diffblocks/spatial';

/**
 * Distorts a segmentation by a random smooth map, whose control points move by `amount` of half the image on average.
 */
export const damaged = (segmentation: tf.Tensor2D, amount: number, seed: number): tf.Tensor2D =>
  tf.tidy(() => {
    const [height, width] = segmentation.shape;
    const controlPoints = tf.randomNormal([7, 8, 2], 0, amount, 'float32', seed + 1) as tf.Tensor3D;
    const labels = tf.reshape(tf.cast(segmentation, 'float32'), [height, width, 1]);
    const bent = nearestSampler(labels as tf.Tensor3D, bsplineGrid(controlPoints, [height, width]));
    return tf.cast(tf.squeeze(bent, [2]), 'int32') as tf.Tensor2D;
  });
