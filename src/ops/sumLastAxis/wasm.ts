import { util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

export const sumLastAxisWasm = /* @__PURE__ */ wasmKernel<Exports, 'x', { factor: number }>({
  module: wasmModule,
  output: ({ x }) => x.shape.slice(0, -1),
  run: ({ sumRows }, at, { x: { shape } }, { factor }) =>
    sumRows({ ...at, rows: util.sizeFromShape(shape.slice(0, -1)), length: shape.at(-1)!, factor }),
});
