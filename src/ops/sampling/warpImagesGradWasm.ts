import { wasmKernel } from '../../wasm/wasmKernel';
import type { Warp } from './composedWarp';
import { wasmModule } from './module.generated';
import { writeSampling } from './wasmSampling';

export const imagesGradWasm = /* @__PURE__ */ wasmKernel<'dy' | 'matrix', Warp & { imagesShape: number[] }>({
  module: wasmModule,
  output: (_, { imagesShape }) => imagesShape,
  scratch: ({ warpScratchBytes }, { dy }, { size }) => warpScratchBytes(dy.shape[3], size[1]),
  run: (wasm, at, { matrix }, { imagesShape, size, ...sampling }) => {
    writeSampling(wasm, at.scratch, imagesShape, sampling);
    const [matrices, rows] = matrix.shape;
    wasm.warpImagesGrad(at.dy, at.matrix, at.output, at.scratch, imagesShape[0], matrices, rows, ...size);
  },
});
