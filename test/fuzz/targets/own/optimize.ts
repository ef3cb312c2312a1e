import * as tf from '@tensorflow/tfjs-core';
import * as optimize from '../../../../src/optimize';
import type { Target } from '../../Target';

export const optimizeTargets: Target[] = [
  {
    name: 'lbfgs',
    call: async (initial, target, weights, bounds) => {
      const loss = (x: tf.Tensor) => tf.sum(tf.mul(weights, tf.square(tf.sub(x, target)))) as tf.Scalar;
      return (await optimize.lbfgs(loss, initial, { bounds })).x;
    },
    draw: (r) => {
      const shape = r.shape(r.integer(0, 2)).map((size) => size || 1);
      return [
        r.floats(shape),
        r.floats(shape, { tame: true }),
        r.floats(shape, { low: 0.5, high: 2, tame: true }),
        r.pick(undefined, { lower: -1, upper: 1 }, { lower: 0 }),
      ];
    },
    isAsync: true,
    tolerance: 1e-3, // the minimum of a parabola, to the root of float32's resolution
  },
  {
    name: 'conjugateGradient',
    call: async (diagonal, b) => (await optimize.conjugateGradient((x: tf.Tensor) => tf.mul(diagonal, x), b)).x,
    draw: (r) => {
      const shape = r.shape(r.integer(1, 3));
      return [r.floats(shape, { low: 0.5, high: 2, tame: true }), r.floats(shape)];
    },
    isAsync: true,
    tolerance: 1e-4, // a residual times the condition of the system
  },
  {
    name: 'checkpoint',
    call: (x, y) => optimize.checkpoint((a: tf.Tensor, b: tf.Tensor) => tf.mul(tf.square(a), b))(x, y),
    draw: (r) => {
      const shape = r.shape(r.integer(0, 3));
      return [r.floats(shape), r.floats(shape)];
    },
  },
];
