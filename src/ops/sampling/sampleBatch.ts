import { add, reshape, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { zerosOf } from '../zerosOf';
import type { SamplingAttributes } from './attributes';
import { gridSample } from './gridSample';

/** `gridSample` with broadcasting: one grid in a batch of 1 serves all images, or one image serves all grids. */
export function sampleBatch(images: Tensor, grid: Tensor, sampling: SamplingAttributes): Tensor {
  const [batch] = images.shape;
  const [grids, ...size] = grid.shape.slice(0, -1);
  const shape = [batch === 1 ? grids : batch, ...size, images.shape.at(-1)!];
  if (batch === 0) return zerosOf([images, grid], shape);
  const sampled = gridSample(images, gridPerImage(grid, batch), sampling);
  return grids === batch ? sampled : reshape(sampled, shape);
}

/** One grid for each of `batch` images. For a single image, all grids become one grid with more rows. */
export function gridPerImage(grid: Tensor, batch: number): Tensor {
  const [grids, rows, ...rest] = grid.shape;
  if (grids === batch) return grid;
  return batch === 1 ? reshape(grid, [1, grids * rows, ...rest]) : add(grid, zeros([batch, 1, ...rest.map(() => 1)]));
}
