import { mul, type Tensor, type Tensor3D, tensor2d } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import type { ScaledWarpAttributes, WithImagesShape } from './attributes';
import { warp, warpImagesGrad, warpMatrixGrad } from './warp';
import { warpImagesGradWebgpu, warpMatrixGradWebgpu, warpWebgpu } from './webgpuWarp';

const run = /* @__PURE__ */ defineOp<'images' | 'matrix', ScaledWarpAttributes>({
  name: 'ScaledWarp',
  inputs: ['images', 'matrix'],
  composed: ({ images, matrix }, { ratios, ...attributes }) => warp(images, scaled(matrix, ratios), attributes),
  gradient: (dy, { images, matrix }, attributes) => ({
    images: () => imagesGrad(dy, matrix, images.shape, attributes),
    matrix: () => matrixGrad(dy, images, matrix, attributes),
  }),
  kernels: { webgpu: warpWebgpu },
});

/** `warp` with `matrix` times `ratios`, entry by entry. */
export const scaledWarp = <T extends Tensor>(images: T, matrix: Tensor3D, attributes: ScaledWarpAttributes): T =>
  run<T>({ images, matrix }, attributes);

const runImagesGrad = /* @__PURE__ */ defineOp<'dy' | 'matrix', WithImagesShape<ScaledWarpAttributes>>({
  name: 'ScaledWarpImagesGrad',
  inputs: ['dy', 'matrix'],
  composed: ({ dy, matrix }, { ratios, imagesShape, ...attributes }) =>
    warpImagesGrad(dy, scaled(matrix, ratios), imagesShape, attributes),
  // With v the gradient of this result, Σ v · result is Σ dy · scaledWarp(v, matrix).
  gradient: (v, { dy, matrix }, { imagesShape: _, ...attributes }) => ({
    dy: () => scaledWarp(v, matrix as Tensor3D, attributes),
    matrix: () => matrixGrad(dy, v, matrix, attributes),
  }),
  kernels: { webgpu: warpImagesGradWebgpu },
});

const imagesGrad = (dy: Tensor, matrix: Tensor, imagesShape: number[], attributes: ScaledWarpAttributes): Tensor =>
  runImagesGrad({ dy, matrix }, { ...attributes, imagesShape, fill: undefined });

const runMatrixGrad = /* @__PURE__ */ defineOp<'dy' | 'images' | 'matrix', ScaledWarpAttributes>({
  name: 'ScaledWarpMatrixGrad',
  inputs: ['dy', 'images', 'matrix'],
  composed: ({ dy, images, matrix }, { ratios, ...attributes }) =>
    scaled(warpMatrixGrad(dy, images, scaled(matrix, ratios), attributes), ratios),
  kernels: { webgpu: warpMatrixGradWebgpu },
});

const matrixGrad = (dy: Tensor, images: Tensor, matrix: Tensor, attributes: ScaledWarpAttributes): Tensor =>
  runMatrixGrad({ dy, images, matrix }, attributes);

const scaled = (matrix: Tensor, ratios: number[][]): Tensor3D => mul(matrix as Tensor3D, tensor2d(ratios));
