import type { Sampling } from '../gridSample/taps';
import { wasmModule } from '../gridSample/wasm.generated';
import { sampleCounts, writeSampling } from '../gridSample/wasmSampling';
import { wasmKernel } from '../runtime/wasmKernel';

export const imagesGradWasm = /* @__PURE__ */ wasmKernel<'dy' | 'grid', Sampling & { imagesShape: number[] }>({
  module: wasmModule,
  output: (_, { imagesShape }) => imagesShape,
  scratch: ({ scratchBytes }, { dy }) => scratchBytes(dy.shape.at(-1)!),
  run: (wasm, at, { grid }, { imagesShape, ...sampling }) => {
    writeSampling(wasm, at.scratch, imagesShape, sampling);
    wasm.imagesGrad(at.dy, at.grid, at.output, at.scratch, ...sampleCounts(grid.shape));
  },
});
