import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composedImagesGrad, type Warp } from './composedWarp';
import { warp } from './warp';
import { imagesGradWasm } from './warpImagesGradWasm';
import { warpMatrixGrad } from './warpMatrixGrad';

const run = /* @__PURE__ */ defineOp<'dy' | 'matrix', Warp & { imagesShape: number[] }>({
  name: 'WarpImagesGrad',
  inputs: ['dy', 'matrix'],
  composed: composedImagesGrad,
  // With v the gradient of this result, Σ v · result is Σ dy · warp(v, matrix).
  gradient: (v, { dy, matrix }, { imagesShape: _, ...attributes }) => ({
    dy: () => warp(v, matrix as Tensor3D, attributes),
    matrix: () => warpMatrixGrad(dy, v, matrix, attributes),
  }),
  kernels: { wasm: imagesGradWasm },
});

/** The gradient of Σ dy · warp(images, matrix) for the images, of which it needs only the shape. */
export const warpImagesGrad = (dy: Tensor, matrix: Tensor, imagesShape: number[], attributes: Warp): Tensor =>
  run({ dy, matrix }, { ...attributes, imagesShape, fill: undefined });
