import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import type { WarpAttributes, WithImagesShape } from './attributes';
import { composed, composedImagesGrad, composedMatrixGrad } from './composedWarp';
import { warpImagesGradWasm, warpMatrixGradWasm, warpWasm } from './wasm';
import { warpImagesGradWebgpu, warpMatrixGradWebgpu, warpWebgpu } from './webgpuWarp';

const run = /* @__PURE__ */ defineOp<'images' | 'matrix', WarpAttributes>({
  name: 'Warp',
  inputs: ['images', 'matrix'],
  composed,
  gradient: (dy, { images, matrix }, attributes) => ({
    images: () => warpImagesGrad(dy, matrix, images.shape, attributes),
    matrix: () => warpMatrixGrad(dy, images, matrix, attributes),
  }),
  kernels: { wasm: warpWasm, webgpu: warpWebgpu },
});

/**
 * Samples images [batch, height, width, channels] where `matrix` [batch, 2, 3] (affine) or [batch, 3, 3] (projective)
 * maps each pixel (X, Y, 1) of the output, both counted from their centres: [batch, ...size, channels]. Either batch
 * may be 1.
 */
export const warp = <T extends Tensor>(images: T, matrix: Tensor3D, attributes: WarpAttributes): T =>
  run<T>({ images, matrix }, attributes);

const runImagesGrad = /* @__PURE__ */ defineOp<'dy' | 'matrix', WithImagesShape<WarpAttributes>>({
  name: 'WarpImagesGrad',
  inputs: ['dy', 'matrix'],
  composed: composedImagesGrad,
  // With v the gradient of this result, Σ v · result is Σ dy · warp(v, matrix).
  gradient: (v, { dy, matrix }, { imagesShape: _, ...attributes }) => ({
    dy: () => warp(v, matrix as Tensor3D, attributes),
    matrix: () => warpMatrixGrad(dy, v, matrix, attributes),
  }),
  kernels: { wasm: warpImagesGradWasm, webgpu: warpImagesGradWebgpu },
});

/** The gradient of Σ dy · warp(images, matrix) for the images; it needs only their shape. */
export const warpImagesGrad = (dy: Tensor, matrix: Tensor, imagesShape: number[], attributes: WarpAttributes): Tensor =>
  runImagesGrad({ dy, matrix }, { ...attributes, imagesShape, fill: undefined });

const runMatrixGrad = /* @__PURE__ */ defineOp<'dy' | 'images' | 'matrix', WarpAttributes>({
  name: 'WarpMatrixGrad',
  inputs: ['dy', 'images', 'matrix'],
  composed: composedMatrixGrad,
  kernels: { wasm: warpMatrixGradWasm, webgpu: warpMatrixGradWebgpu },
});

/** The gradient of Σ dy · warp(images, matrix) for the matrix. */
export const warpMatrixGrad = (dy: Tensor, images: Tensor, matrix: Tensor, attributes: WarpAttributes): Tensor =>
  runMatrixGrad({ dy, images, matrix }, attributes);
