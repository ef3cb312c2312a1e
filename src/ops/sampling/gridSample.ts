import type { Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed } from './composedGridSample';
import { gridSampleGridGrad } from './gridSampleGridGrad';
import { gridSampleImagesGrad } from './gridSampleImagesGrad';
import type { Sampling } from './taps';
import { gridSampleWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'images' | 'grid', Sampling>({
  name: 'GridSample',
  inputs: ['images', 'grid'],
  composed,
  gradient: (dy, { images, grid }, sampling) => ({
    images: () => gridSampleImagesGrad(dy, grid, images.shape, sampling),
    grid: () => gridSampleGridGrad(dy, images, grid, sampling),
  }),
  kernels: { wasm: gridSampleWasm },
});

/**
 * Samples images [batch, ...size, channels] at the positions of `grid` [batch, ...outputSize, axes], whose last axis is
 * (x, y) or (x, y, z): the result is [batch, ...outputSize, channels].
 */
export const gridSample = <T extends Tensor>(images: T, grid: Tensor, sampling: Sampling): T =>
  run({ images, grid }, sampling) as T;
