import { wasmKernel } from '../../wasm/wasmKernel';
import { wasmModule } from './module.generated';
import type { Sampling } from './taps';
import { sampleCounts, writeSampling } from './wasmSampling';

export const gridGradWasm = /* @__PURE__ */ wasmKernel<'dy' | 'images' | 'grid', Sampling>({
  module: wasmModule,
  output: ({ grid }) => grid.shape,
  scratch: ({ scratchBytes }, { images }) => scratchBytes(images.shape.at(-1)!),
  run: (wasm, at, { images, grid }, sampling) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    wasm.gridGrad(at.dy, at.images, at.grid, at.output, at.scratch, ...sampleCounts(grid.shape));
  },
});
