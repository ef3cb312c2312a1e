import { mul, reshape, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { composed as sumLastAxis } from '../ops/sumLastAxis/composed';

/** Σ a b over all elements, for code that needs no gradients: unlike `dotProduct` it does not bundle them. */
export const dot = (a: Tensor, b: Tensor): Scalar =>
  sumLastAxis({ x: reshape(mul(a, b), [-1]) }, { factor: 1 }) as Scalar;
