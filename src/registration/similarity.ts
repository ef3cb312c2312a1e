import { add, div, reshape, type Scalar, square, sub, Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { ignoreRejection } from '../internal/ignoreRejection';
import { sumPerExample } from '../ops/sumPerExample';
import { crossCorrelation } from './normalizedCrossCorrelation';

/**
 * The dissimilarity of the warped and the fixed image, a scalar that the registration minimizes. Both have a batch axis
 * of 1: `[1, height, width, channels]`, or `[1, depth, height, width, channels]`. It runs within `tf.tidy`.
 */
export type Dissimilarity = (warped: Tensor, fixed: Tensor) => Scalar;

/** How a registration compares images: by name, or by a function of your own. */
export type Similarity = 'crossCorrelation' | 'squaredDifference' | Dissimilarity;

/** One number per example of a batch. A user's function is called with batches of one. */
export function dissimilarity(similarity: Similarity, window: number | undefined): (a: Tensor, b: Tensor) => Tensor1D {
  if (similarity === 'crossCorrelation') {
    return (warped, fixed) => sub(1, crossCorrelation([warped, fixed], window, 1e-4));
  }
  if (similarity === 'squaredDifference') return relativeSquaredDifference;
  return (warped, fixed) => {
    const value: unknown = similarity(warped, fixed);
    if (value instanceof Tensor && value.rank === 0 && value.dtype === 'float32') return reshape(value, [1]);
    ignoreRejection(value);
    throw new ArgumentError('register', 'similarity does not return a scalar', 'a float32 scalar', describe(value));
  };
}

/** The mean squared difference over the variance of the fixed image. */
function relativeSquaredDifference(warped: Tensor, fixed: Tensor): Tensor1D {
  const squares = (x: Tensor) => sumPerExample(square(x));
  const [batch, ...others] = fixed.shape;
  const variance = noGradient(() => {
    const mean = div(sumPerExample(fixed), fixed.size / batch);
    return add(squares(sub(fixed, reshape(mean, [batch, ...others.map(() => 1)]))), 1e-20);
  });
  return div(squares(sub(warped, fixed)), variance);
}
