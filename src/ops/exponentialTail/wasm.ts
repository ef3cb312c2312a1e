import { util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

export const exponentialTailWasm = /* @__PURE__ */ wasmKernel<Exports, 'x', { order: number }>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  run: ({ tail }, at, { x }, { order }) => tail({ ...at, length: util.sizeFromShape(x.shape), order }),
});
