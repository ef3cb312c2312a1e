import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed, type Warp } from './composedWarp';
import { warpImagesGrad } from './warpImagesGrad';
import { warpMatrixGrad } from './warpMatrixGrad';
import { warpWasm } from './warpWasm';

const run = /* @__PURE__ */ defineOp<'images' | 'matrix', Warp>({
  name: 'Warp',
  inputs: ['images', 'matrix'],
  composed,
  gradient: (dy, { images, matrix }, attributes) => ({
    images: () => warpImagesGrad(dy, matrix, images.shape, attributes),
    matrix: () => warpMatrixGrad(dy, images, matrix, attributes),
  }),
  kernels: { wasm: warpWasm },
});

/**
 * Samples images [batch, height, width, channels] where `matrix` [batch, 2, 3] (affine) or [batch, 3, 3] (projective) maps
 * each pixel (X, Y, 1) of the output, both counted from their centres: [batch, ...size, channels]. A batch of 1 of either
 * serves all of the other.
 */
export const warp = <T extends Tensor>(images: T, matrix: Tensor3D, attributes: Warp): T =>
  run({ images, matrix }, attributes) as Tensor as T;
