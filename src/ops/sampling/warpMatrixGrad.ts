import type { Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composedMatrixGrad, type Warp } from './composedWarp';
import { matrixGradWasm } from './warpMatrixGradWasm';

const run = /* @__PURE__ */ defineOp<'dy' | 'images' | 'matrix', Warp>({
  name: 'WarpMatrixGrad',
  inputs: ['dy', 'images', 'matrix'],
  composed: composedMatrixGrad,
  kernels: { wasm: matrixGradWasm },
});

/** The gradient of Σ dy · warp(images, matrix) for the matrix. */
export const warpMatrixGrad = (dy: Tensor, images: Tensor, matrix: Tensor, attributes: Warp): Tensor =>
  run({ dy, images, matrix }, attributes);
