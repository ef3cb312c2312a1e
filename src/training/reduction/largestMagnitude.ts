import { type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../../wasm/wasmBackend';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

const ofAll = /* @__PURE__ */ wasmKernel<Exports, 'x'>({
  module: wasmModule,
  output: () => [1],
  run: (wasm, at, { x }) => wasm.largestMagnitude({ ...at, count: util.sizeFromShape(x.shape) }),
});

/** The largest |x|; NaN or infinite if any of the numbers is. */
export function largestMagnitude(x: TensorInfo, backend: KernelBackend): number {
  const result = ofAll({ inputs: { x }, attrs: {}, backend });
  const [value] = (backend as WasmBackend).typedArrayFromHeap(result);
  backend.disposeData(result.dataId);
  return value;
}
