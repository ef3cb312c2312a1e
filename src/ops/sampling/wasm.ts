import { wasmKernel } from '../../wasm/wasmKernel';
import { wasmModule } from './module.generated';
import type { Sampling } from './taps';
import { sampleCounts, writeSampling } from './wasmSampling';

export const gridSampleWasm = /* @__PURE__ */ wasmKernel<'images' | 'grid', Sampling>({
  module: wasmModule,
  output: ({ images, grid }) => [...grid.shape.slice(0, -1), images.shape.at(-1)!],
  scratch: ({ scratchBytes }, { images }) => scratchBytes(images.shape.at(-1)!),
  run: (wasm, at, { images, grid }, sampling) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    wasm.gridSample(at.images, at.grid, at.output, at.scratch, ...sampleCounts(grid.shape));
  },
});
