import { reshape, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { sumLastAxis } from './sumLastAxis/sumLastAxis';

/** The sum of all elements. */
export const sumAll = (x: Tensor): Scalar => sumLastAxis(reshape(x, [-1])) as Scalar;
