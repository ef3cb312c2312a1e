import type { Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import type { SamplingAttributes, WithImagesShape } from './attributes';
import { composed, composedGridGrad, composedImagesGrad } from './composedGridSample';
import { gridSampleGridGradWasm, gridSampleImagesGradWasm, gridSampleWasm } from './wasm';
import { gridSampleGridGradWebgpu, gridSampleImagesGradWebgpu, gridSampleWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'images' | 'grid', SamplingAttributes>({
  name: 'GridSample',
  inputs: ['images', 'grid'],
  composed,
  gradient: (dy, { images, grid }, sampling) => ({
    images: () => gridSampleImagesGrad(dy, grid, images.shape, sampling),
    grid: () => gridSampleGridGrad(dy, images, grid, sampling),
  }),
  kernels: { wasm: gridSampleWasm, webgpu: gridSampleWebgpu },
});

/**
 * Samples images [batch, ...size, channels] at the positions of `grid` [batch, ...outputSize, axes], whose last axis is
 * (x, y) or (x, y, z): the result is [batch, ...outputSize, channels].
 */
export const gridSample = <T extends Tensor>(images: T, grid: Tensor, sampling: SamplingAttributes): T =>
  run<T>({ images, grid }, sampling);

const runImagesGrad = /* @__PURE__ */ defineOp<'dy' | 'grid', WithImagesShape<SamplingAttributes>>({
  name: 'GridSampleImagesGrad',
  inputs: ['dy', 'grid'],
  composed: composedImagesGrad,
  // With v the gradient of this result, Σ v · result is Σ dy · gridSample(v, grid).
  gradient: (v, { dy, grid }, { imagesShape: _, ...sampling }) => ({
    dy: () => gridSample(v, grid, sampling),
    grid: () => gridSampleGridGrad(dy, v, grid, sampling),
  }),
  kernels: { wasm: gridSampleImagesGradWasm, webgpu: gridSampleImagesGradWebgpu },
});

/** The gradient of Σ dy · gridSample(images, grid) for the images; it needs only their shape. */
export const gridSampleImagesGrad = (
  dy: Tensor,
  grid: Tensor,
  imagesShape: number[],
  sampling: SamplingAttributes,
): Tensor => runImagesGrad({ dy, grid }, { ...sampling, imagesShape, fill: undefined });

const runGridGrad = /* @__PURE__ */ defineOp<'dy' | 'images' | 'grid', SamplingAttributes>({
  name: 'GridSampleGridGrad',
  inputs: ['dy', 'images', 'grid'],
  composed: composedGridGrad,
  kernels: { wasm: gridSampleGridGradWasm, webgpu: gridSampleGridGradWebgpu },
});

/** The gradient of Σ dy · gridSample(images, grid) for the grid. */
export const gridSampleGridGrad = (dy: Tensor, images: Tensor, grid: Tensor, sampling: SamplingAttributes): Tensor =>
  runGridGrad({ dy, images, grid }, sampling);
