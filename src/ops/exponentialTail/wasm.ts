import { util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

export const exponentialTailWasm = /* @__PURE__ */ wasmKernel<Exports, 'x', { order: number }>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  products: ({ x }) => 32 * util.sizeFromShape(x.shape), // a number takes as long as 32 products
  run: (_, at, { x }, { order }, { spread }) => {
    const length = util.sizeFromShape(x.shape);
    spread('tail', { ...at, length, order }, { units: 'length', bytes: { x: 4, output: 4 } });
  },
});
