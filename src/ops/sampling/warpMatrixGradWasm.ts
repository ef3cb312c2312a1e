import { wasmKernel } from '../../wasm/wasmKernel';
import type { Warp } from './composedWarp';
import { wasmModule } from './module.generated';
import { writeSampling } from './wasmSampling';

export const matrixGradWasm = /* @__PURE__ */ wasmKernel<'dy' | 'images' | 'matrix', Warp>({
  module: wasmModule,
  output: ({ matrix }) => matrix.shape,
  scratch: ({ warpScratchBytes }, { images }, { size }) => warpScratchBytes(images.shape[3], size[1]),
  run: (wasm, at, { images, matrix }, { size, ...sampling }) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    const [matrices, rows] = matrix.shape;
    wasm.warpMatrixGrad(at.dy, at.images, at.matrix, at.output, at.scratch, images.shape[0], matrices, rows, ...size);
  },
});
