import { wasmKernel } from '../../wasm/wasmKernel';
import { wasmModule } from './module.generated';
import type { Sampling } from './taps';
import { sampleCounts, writeSampling } from './wasmSampling';

export const imagesGradWasm = /* @__PURE__ */ wasmKernel<'dy' | 'grid', Sampling & { imagesShape: number[] }>({
  module: wasmModule,
  output: (_, { imagesShape }) => imagesShape,
  scratch: ({ scratchBytes }, { dy }) => scratchBytes(dy.shape.at(-1)!),
  run: (wasm, at, { grid }, { imagesShape, ...sampling }) => {
    writeSampling(wasm, at.scratch, imagesShape, sampling);
    wasm.imagesGrad(at.dy, at.grid, at.output, at.scratch, ...sampleCounts(grid.shape));
  },
});
