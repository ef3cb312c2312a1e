import { reshape, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { squaredDistance } from './squaredDistance';

/** factor · Σ (a − b)² over every axis except the batch. */
export const distancePerExample = (a: Tensor, b: Tensor, factor = 1): Tensor1D =>
  squaredDistance(reshape(a, rowsOf(a)), reshape(b, rowsOf(b)), factor);

const rowsOf = ({ shape: [batch, ...sizes] }: Tensor) => [batch, sizes.reduce((size, axis) => size * axis, 1)];
