import * as tf from '@tensorflow/tfjs-core';
import { spatialTransformer } from 'diffblocks/spatial';

/** θ `[batch, 6]` of rotations by `angles` (radians, `[batch]`): rows (cos, sin, 0) and (−sin, cos, 0). */
export function rotationTheta(angles: tf.Tensor1D): tf.Tensor2D {
  const [cosine, sine, zero] = [tf.cos(angles), tf.sin(angles), tf.zerosLike(angles)];
  return tf.stack([cosine, sine, zero, tf.neg(sine), cosine, zero], 1) as tf.Tensor2D;
}

/** Rotates each image clockwise by its angle in radians, `[batch]`. Pixels from outside the image are black. */
export const rotate = (images: tf.Tensor4D, angles: tf.Tensor1D): tf.Tensor4D => {
  const [, height, width] = images.shape;
  return tf.tidy(() => spatialTransformer(images, rotationTheta(angles), [height, width]));
};
