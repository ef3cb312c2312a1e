import { util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

export const dotProductWasm = /* @__PURE__ */ wasmKernel<Exports, 'a' | 'b'>({
  module: wasmModule,
  output: () => [],
  run: ({ dotProduct }, at, { a }) => dotProduct({ ...at, count: util.sizeFromShape(a.shape) }),
});
