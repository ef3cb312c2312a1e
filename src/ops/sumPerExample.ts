import { reshape, type Tensor, type Tensor1D, util } from '@tensorflow/tfjs-core';
import { sumLastAxis } from './sumLastAxis/sumLastAxis';

/** The sum over every axis except the batch. */
export const sumPerExample = (x: Tensor): Tensor1D =>
  sumLastAxis(reshape(x, [x.shape[0], util.sizeFromShape(x.shape.slice(1))])) as Tensor1D;
