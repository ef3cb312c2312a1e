import { ClipByValue, Relu, Relu6, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { runKernelNamed } from '../runKernelNamed';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

/** Stock gives 0 for a NaN with a negative sign, as in ∞ − ∞. */
export const relu = /* @__PURE__ */ trainingKernel<'x'>(Relu, (stock) => {
  const ofFloats = wasmKernel<Exports, 'x'>({
    module: wasmModule,
    output: ({ x }) => x.shape,
    run: (wasm, at, { x }) => wasm.relu({ ...at, count: util.sizeFromShape(x.shape) }),
  });
  return (call) => (call.inputs.x.dtype === 'float32' ? ofFloats(call) : stock(call));
});

/** Stock gives 0 for NaN. */
export const relu6 = /* @__PURE__ */ trainingKernel<'x'>(
  Relu6,
  () =>
    ({ inputs: { x }, backend }) =>
      runKernelNamed(ClipByValue, backend, { x }, { clipValueMin: 0, clipValueMax: 6 }),
);
