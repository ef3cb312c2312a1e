import { type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../../wasm/wasmBackend';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

const largest = /* @__PURE__ */ wasmKernel<Exports, 'x'>({
  module: wasmModule,
  output: () => [1],
  run: (wasm, at, { x }) => wasm.largest({ ...at, count: util.sizeFromShape(x.shape) }),
});

/** The largest |x|; NaN or infinite if any of the numbers is. */
export function largestOf(x: TensorInfo, backend: KernelBackend): number {
  const result = largest({ inputs: { x }, attrs: {}, backend });
  const [value] = (backend as WasmBackend).typedArrayFromHeap(result);
  backend.disposeData(result.dataId);
  return value;
}

/** The largest float32 is just below this limit. */
const LIMIT = 2 ** 128;

/**
 * Whether Winograd's algorithm matches a direct sum of `depth` products per tap, for factors up to these sizes. It
 * takes differences of neighbours, so one infinity would become many NaN. Its sums have up to 81 · `depth` products, so
 * they may overflow first.
 */
export const staysFinite = (a: number, b: number, depth: number): boolean =>
  Math.max(a, b) * 16 < LIMIT && a * b * depth * 128 < LIMIT; // false for NaN
