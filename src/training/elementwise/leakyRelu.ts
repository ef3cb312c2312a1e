import { LeakyRelu, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock computes one number at a time. */
export const leakyRelu = /* @__PURE__ */ trainingKernel<'x', { alpha: number }>(LeakyRelu, (stock) => {
  const ofFloats = wasmKernel<Exports, 'x', { alpha: number }>({
    module: wasmModule,
    output: ({ x }) => x.shape,
    run: (wasm, at, { x }, { alpha }) => wasm.leakyRelu({ ...at, count: util.sizeFromShape(x.shape), alpha }),
  });
  return (call) => (call.inputs.x.dtype === 'float32' ? ofFloats(call) : stock(call));
});
