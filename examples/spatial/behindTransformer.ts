import * as tf from '@tensorflow/tfjs-core';
import { spatialTransformer } from 'diffblocks/spatial';

/** A network from images `[batch, height, width, 1]` to numbers `[batch, outputs]`, and its weights. */
interface Network {
  apply(images: tf.Tensor): tf.Tensor2D;
  variables: tf.Variable[];
}

/**
 * A classifier behind a spatial transformer (Jaderberg et al. 2015): `localization` predicts an angle from each image,
 * the image is turned by it, and the classifier sees the result. The loss of the classification trains both.
 */
export function behindTransformer(localization: Network, classifier: Network) {
  const straighten = (images: tf.Tensor4D) => {
    const [, height, width] = images.shape;
    const angles = tf.reshape(localization.apply(images), [-1]);
    const [cosine, sine, zero] = [tf.cos(angles), tf.sin(angles), tf.zerosLike(angles)];
    const theta = tf.stack([cosine, sine, zero, tf.neg(sine), cosine, zero], 1);
    return spatialTransformer(images, theta, [height, width]) as tf.Tensor4D;
  };
  return {
    straighten,
    logits: (images: tf.Tensor4D) => classifier.apply(straighten(images)),
    variables: [...localization.variables, ...classifier.variables],
  };
}
