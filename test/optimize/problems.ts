import * as tf from '@tensorflow/tfjs-core';
import { contentLoss, styleLoss } from '../../src/style';

type Inputs = Record<string, tf.Tensor>;

const rosenbrock = (x: tf.Tensor) => {
  const here = tf.slice(x, 0, x.size - 1);
  const valley = tf.sub(tf.slice(x, 1), tf.square(here));
  return tf.add(tf.sum(tf.square(tf.sub(1, here))), tf.mul(100, tf.sum(tf.square(valley))));
};

const himmelblau = (x: tf.Tensor) => {
  const [a, b] = tf.unstack(x);
  return tf.add(tf.square(tf.sub(tf.add(tf.square(a), b), 11)), tf.square(tf.sub(tf.add(a, tf.square(b)), 7)));
};

const quadratic = (x: tf.Tensor, { matrix, vector }: Inputs) => {
  const column = tf.reshape(x, [-1, 1]);
  const energy = tf.sum(tf.mul(column, tf.matMul(matrix as tf.Tensor2D, column as tf.Tensor2D)));
  return tf.sub(tf.mul(0.5, energy), tf.sum(tf.mul(vector, x)));
};

const style = (x: tf.Tensor, { style, content }: Inputs, contentWeight: number) =>
  tf.add(styleLoss(x, style), tf.mul(contentWeight, contentLoss(x, content)));

/** The problems of the fixture by name. */
export const problems: Record<string, (x: tf.Tensor, inputs: Inputs, contentWeight: number) => tf.Tensor> = {
  rosenbrock,
  himmelblau,
  quadratic,
  style,
};
