import type { Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composedImagesGrad } from './composedGridSample';
import { gridSample } from './gridSample';
import { gridSampleGridGrad } from './gridSampleGridGrad';
import { imagesGradWasm } from './imagesGradWasm';
import type { Sampling } from './taps';

const run = /* @__PURE__ */ defineOp<'dy' | 'grid', Sampling & { imagesShape: number[] }>({
  name: 'GridSampleImagesGrad',
  inputs: ['dy', 'grid'],
  composed: composedImagesGrad,
  // With v the gradient of this result, Σ v · result is Σ dy · gridSample(v, grid).
  gradient: (v, { dy, grid }, { imagesShape: _, ...sampling }) => ({
    dy: () => gridSample(v, grid, sampling),
    grid: () => gridSampleGridGrad(dy, v, grid, sampling),
  }),
  kernels: { wasm: imagesGradWasm },
});

/** The gradient of Σ dy · gridSample(images, grid) for the images, of which it needs only the shape. */
export const gridSampleImagesGrad = (dy: Tensor, grid: Tensor, imagesShape: number[], sampling: Sampling): Tensor =>
  run({ dy, grid }, { ...sampling, imagesShape, fill: undefined });
