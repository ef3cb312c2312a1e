import * as tf from '@tensorflow/tfjs-core';
import { type ClosedFormMatteOptions, closedFormMatte, estimateForeground } from 'diffblocks/matting';

/** Where `opacity` `[height, width]` is 1, the colour; where it is 0, what is below. */
export const over = (below: tf.Tensor, colour: tf.Tensor, opacity: tf.Tensor): tf.Tensor3D =>
  tf.tidy(() => {
    const weight = tf.expandDims(opacity, 2);
    return tf.add(tf.mul(tf.sub(1, weight), below), tf.mul(weight, colour));
  });

/**
 * Cuts an object out of a photograph `[height, width, 3]` in [0, 1] (Levin et al. 2008). The strokes are maps
 * `[height, width]`: 1 on the object or around it, 0 elsewhere. Returns the matte `[height, width]`, and the colours of
 * the object and of what is behind it, separately for every pixel; `over` places the object on another picture.
 */
export async function cutOut(
  photo: tf.Tensor3D,
  strokes: { onObject: tf.Tensor2D; aroundIt: tf.Tensor2D },
  options?: ClosedFormMatteOptions,
): Promise<Record<'trimap' | 'alpha', tf.Tensor2D> & Record<'foreground' | 'background', tf.Tensor3D>> {
  const trimap = tf.tidy(() => tf.mul<tf.Tensor2D>(0.5, tf.add(1, tf.sub(strokes.onObject, strokes.aroundIt))));
  const alpha = await closedFormMatte(photo, trimap, options);
  return { trimap, alpha, ...(await estimateForeground(photo, alpha)) };
}
