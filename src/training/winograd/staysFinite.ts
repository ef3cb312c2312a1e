import { type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../../wasm/wasmBackend';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

const largest = /* @__PURE__ */ wasmKernel<Exports, 'x'>({
  module: wasmModule,
  output: () => [1],
  run: (wasm, at, { x }) => wasm.largest({ ...at, count: util.sizeFromShape(x.shape) }),
});

/** The largest float32 is just below. */
const LIMIT = 2 ** 128;

/**
 * Whether Winograd's algorithm gives what a direct sum of `depth` products a tap would. It takes differences of
 * neighbours, so one infinity would become many NaN; and its sums are up to 81 · `depth` products, which may overflow first.
 */
export function staysFinite(a: TensorInfo, b: TensorInfo, depth: number, backend: KernelBackend): boolean {
  const largestOf = (x: TensorInfo) => {
    const result = largest({ inputs: { x }, attrs: {}, backend });
    const [value] = (backend as WasmBackend).typedArrayFromHeap(result);
    backend.disposeData(result.dataId);
    return value;
  };
  const [ofA, ofB] = [largestOf(a), largestOf(b)];
  return Math.max(ofA, ofB) * 16 < LIMIT && ofA * ofB * depth * 128 < LIMIT; // false for NaN
}
