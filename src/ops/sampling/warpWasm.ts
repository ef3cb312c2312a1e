import { wasmKernel } from '../../wasm/wasmKernel';
import type { Warp } from './composedWarp';
import { wasmModule } from './module.generated';
import { writeSampling } from './wasmSampling';

export const warpWasm = /* @__PURE__ */ wasmKernel<'images' | 'matrix', Warp>({
  module: wasmModule,
  output: ({ images, matrix }, { size }) => {
    const [batch, , , channels] = images.shape;
    return [batch === 1 ? matrix.shape[0] : batch, ...size, channels];
  },
  scratch: ({ warpScratchBytes }, { images }, { size }) => warpScratchBytes(images.shape[3], size[1]),
  run: (wasm, at, { images, matrix }, { size, ...sampling }) => {
    writeSampling(wasm, at.scratch, images.shape, sampling);
    const [matrices, rows] = matrix.shape;
    wasm.warp(at.images, at.matrix, at.output, at.scratch, images.shape[0], matrices, rows, ...size);
  },
});
