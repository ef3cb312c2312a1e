import { wasmKernel } from '../../wasm/wasmKernel';
import { rowProducts, rowsOf } from '../softmax/rowsOf';
import { type Exports, wasmModule } from './module.generated';

export const crossEntropyWasm = /* @__PURE__ */ wasmKernel<Exports, 'logits' | 'labels', { weight: number }>({
  module: wasmModule,
  output: ({ logits }) => logits.shape.slice(0, -1),
  ownScratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)),
  products: ({ logits }) => rowProducts(logits),
  run: (_, at, { logits }, { weight }, { spread }) => {
    const { rows, classes } = rowsOf(logits);
    const bytes = { logits: 4 * classes, labels: 4 * classes, output: 4 };
    spread('crossEntropy', { ...at, row: 0, rows, classes, weight }, { units: 'rows', bytes, own: 'row' });
  },
});

export const crossEntropyGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'logits' | 'labels', { weight: number }>(
  {
    module: wasmModule,
    output: ({ logits }) => logits.shape,
    ownScratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)),
    products: ({ logits }) => rowProducts(logits),
    run: (_, at, { logits }, { weight }, { spread }) => {
      const { rows, classes } = rowsOf(logits);
      const bytes = { dy: 4, logits: 4 * classes, labels: 4 * classes, output: 4 * classes };
      spread('gradient', { ...at, row: 0, rows, classes, weight }, { units: 'rows', bytes, own: 'row' });
    },
  },
);
