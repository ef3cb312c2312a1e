import type { Sampling } from '../gridSample/taps';
import { wasmModule } from '../gridSample/wasm.generated';
import { sampleCounts, writeSampling } from '../gridSample/wasmSampling';
import { wasmKernel } from '../runtime/wasmKernel';

export const gridGradWasm = /* @__PURE__ */ wasmKernel<'dy' | 'images' | 'grid', Sampling>({
  module: wasmModule,
  output: ({ grid }) => grid.shape,
  scratch: ({ scratchBytes }, { images }) => scratchBytes(images.shape.at(-1)!),
  run: (wasm, at, { images, grid }, sampling) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    wasm.gridGrad(at.dy, at.images, at.grid, at.output, at.scratch, ...sampleCounts(grid.shape));
  },
});
