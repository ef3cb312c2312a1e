import { Sign, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock returns 0 below about 1e-7. */
export const sign = /* @__PURE__ */ trainingKernel<'x'>(Sign, (stock) => {
  const ofFloats = wasmKernel<Exports, 'x'>({
    module: wasmModule,
    output: ({ x }) => x.shape,
    run: (wasm, at, { x }) => wasm.sign({ ...at, count: util.sizeFromShape(x.shape) }),
  });
  return (call) => (call.inputs.x.dtype === 'float32' ? ofFloats(call) : stock(call));
});
