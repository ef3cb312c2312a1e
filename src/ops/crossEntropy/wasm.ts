import { wasmKernel } from '../../wasm/wasmKernel';
import { rowsOf } from '../softmax/rowsOf';
import { type Exports, wasmModule } from './module.generated';

export const crossEntropyWasm = /* @__PURE__ */ wasmKernel<Exports, 'logits' | 'labels', { weight: number }>({
  module: wasmModule,
  output: ({ logits }) => logits.shape.slice(0, -1),
  scratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)),
  run: ({ crossEntropy }, at, { logits }, { weight }) =>
    crossEntropy({ ...at, row: at.scratch, ...rowsOf(logits), weight }),
});

export const crossEntropyGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'logits' | 'labels', { weight: number }>(
  {
    module: wasmModule,
    output: ({ logits }) => logits.shape,
    scratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)),
    run: ({ gradient }, at, { logits }, { weight }) => gradient({ ...at, row: at.scratch, ...rowsOf(logits), weight }),
  },
);
