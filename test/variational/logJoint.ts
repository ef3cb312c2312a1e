import * as tf from '@tensorflow/tfjs-core';
import { gaussianLogLikelihood } from '../../src/variational';
import model from '../fixtures/linearGaussian.json';

/** log p(x, z) of the linear Gaussian model, for z [batch, 2] and x that broadcasts to [batch, 3]: [batch]. */
export const logJoint = (x: tf.TensorLike) => (z: tf.Tensor) => {
  const decoded = tf.matMul(z as tf.Tensor2D, tf.transpose(tf.tensor2d(model.weights)));
  return tf.add(tf.sum(gaussianLogLikelihood(z, 0, 0), 1), tf.sum(gaussianLogLikelihood(x, decoded, 0), 1));
};
