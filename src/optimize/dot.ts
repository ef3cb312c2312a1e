import { reshape, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { dotProduct } from '../ops/dotProduct/dotProduct';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';

/** Σ a b over all elements. */
export const dot = (a: Tensor, b: Tensor): Scalar => dotProduct(a, b);

/** The sum of all elements. */
export const total = (x: Tensor): Scalar => sumLastAxis(reshape(x, [-1])) as Scalar;
