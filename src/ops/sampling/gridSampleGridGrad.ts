import type { Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { vjp } from '../../engine/vjp';
import { composed } from './composedGridSample';
import { gridGradWasm } from './gridGradWasm';
import type { Sampling } from './taps';

const run = /* @__PURE__ */ defineOp<'dy' | 'images' | 'grid', Sampling>({
  name: 'GridSampleGridGrad',
  inputs: ['dy', 'images', 'grid'],
  composed: ({ dy, images, grid }, sampling) =>
    vjp((points) => composed({ images, grid: points }, sampling), [grid], dy)[0],
  kernels: { wasm: gridGradWasm },
});

/** The gradient of Σ dy · gridSample(images, grid) for the grid. */
export const gridSampleGridGrad = (dy: Tensor, images: Tensor, grid: Tensor, sampling: Sampling): Tensor =>
  run({ dy, images, grid }, sampling);
