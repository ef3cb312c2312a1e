import * as tf from '@tensorflow/tfjs-core';
import type { Target } from '../Target';

const makers = {
  sgd: () => tf.train.sgd(0.1),
  momentum: (nesterov: boolean) => tf.train.momentum(0.1, 0.9, nesterov),
  adagrad: () => tf.train.adagrad(0.1),
  // Centered, it subtracts ε from a difference: the smaller ε is, the fewer gradients are near the pole.
  rmsprop: (centered: boolean) => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-8, centered),
  adam: () => tf.train.adam(0.1),
};

/** Weights after three steps, and a clone of them from before the last one. */
export const optimizers: Target[] = Object.entries(makers).map(([name, make]) => ({
  name: `train.${name}`,
  call: (start: tf.Tensor, option: boolean, ...gradients: tf.Tensor[]) => {
    const [optimizer, weights] = [make(option), tf.variable(start)];
    let before = start;
    for (const gradient of gradients) {
      before = tf.clone(weights);
      optimizer.applyGradients([{ name: weights.name, tensor: gradient }]);
    }
    const after = tf.clone(weights);
    optimizer.dispose();
    weights.dispose();
    return [before, after];
  },
  draw: (r) => {
    const shape = r.shape(r.integer(0, 3), 9);
    return [r.floats(shape), r.chance(0.5), r.floats(shape), r.floats(shape), r.floats(shape)];
  },
  gradients: 'none',
  least: 0.1, // weights up to 2 and steps may cancel
  // Adam subtracts powers of β from 1 in float32, centered RMSProp the square of a mean from the mean of squares.
  ...(['adam', 'rmsprop'].includes(name) && { tolerance: 1e-4 }),
}));
