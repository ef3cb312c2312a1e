import { reshape, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';

/** The sum of all elements. */
export const total = (x: Tensor): Scalar => sumLastAxis(reshape(x, [-1])) as Scalar;
