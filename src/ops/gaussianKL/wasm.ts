import { util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

export const gaussianKLWasm = /* @__PURE__ */ wasmKernel<Exports, 'mean' | 'logVariance'>({
  module: wasmModule,
  output: ({ mean }) => mean.shape,
  run: ({ gaussianKL }, at, { mean }) => gaussianKL({ ...at, length: util.sizeFromShape(mean.shape) }),
});
