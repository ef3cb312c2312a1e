import { reshape, type Tensor, type Tensor3D, zeros } from '@tensorflow/tfjs-core';
import { vjp } from '../../engine/vjp';
import type { WarpAttributes } from './attributes';
import { warpGrid } from './grid';
import { gridSampleGridGrad, gridSampleImagesGrad } from './gridSample';
import { gridPerImage, sampleBatch } from './sampleBatch';

/** The images at the positions of a grid. */
export const composed = (
  { images, matrix }: { images: Tensor; matrix: Tensor },
  { size, ...sampling }: WarpAttributes,
): Tensor => sampleBatch(images, warpGrid(matrix as Tensor3D, size), sampling);

/** The adjoint of `composed` with respect to the images. */
export function composedImagesGrad(
  { dy, matrix }: { dy: Tensor; matrix: Tensor },
  { imagesShape, size, ...sampling }: WarpAttributes & { imagesShape: number[] },
): Tensor {
  const grid = gridPerImage(warpGrid(matrix as Tensor3D, size), imagesShape[0]);
  return gridSampleImagesGrad(alongGrid(dy, grid), grid, imagesShape, sampling);
}

/** The gradient for the matrix, from that for its grid. */
export function composedMatrixGrad(
  { dy, images, matrix }: { dy: Tensor; images: Tensor; matrix: Tensor },
  { size, ...sampling }: WarpAttributes,
): Tensor {
  if (dy.size === 0) return zeros(matrix.shape);
  const gridOf = (m: Tensor) => gridPerImage(warpGrid(m as Tensor3D, size), images.shape[0]);
  const grid = gridOf(matrix);
  return vjp(gridOf, [matrix], gridSampleGridGrad(alongGrid(dy, grid), images, grid, sampling))[0];
}

/** Reshapes a gradient for samples to the shape of the samples at `grid`. */
const alongGrid = (dy: Tensor, grid: Tensor): Tensor => reshape(dy, [...grid.shape.slice(0, -1), dy.shape.at(-1)!]);
