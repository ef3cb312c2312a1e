import { wasmKernel } from '../../wasm/wasmKernel';
import type { SolveAttributes } from './composed';
import { type Exports, wasmModule } from './module.generated';

export const solveWasm = /* @__PURE__ */ wasmKernel<Exports, 'a' | 'b', SolveAttributes>({
  module: wasmModule,
  output: ({ b }) => b.shape,
  scratch: ({ scratchBytes }, { b }) => scratchBytes({ n: b.shape[0], columns: b.shape[1] }),
  run: ({ solve }, at, { b }, { transposed }) => {
    const [n, columns] = b.shape;
    solve({ ...at, x: at.output, n, columns, transposed });
  },
});
