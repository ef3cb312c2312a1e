import { Rsqrt, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock computes one number at a time. */
export const rsqrt = /* @__PURE__ */ trainingKernel<'x'>(Rsqrt, (stock) => {
  const ofFloats = wasmKernel<Exports, 'x'>({
    module: wasmModule,
    output: ({ x }) => x.shape,
    run: (wasm, at, { x }) => wasm.rsqrt({ ...at, count: util.sizeFromShape(x.shape) }),
  });
  return (call) => (call.inputs.x.dtype === 'float32' ? ofFloats(call) : stock(call));
});
