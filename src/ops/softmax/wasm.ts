import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';
import { rowProducts, rowsOf } from './rowsOf';

const ofRows = (name: 'softmax' | 'logSoftmax') =>
  wasmKernel<Exports, 'logits', { temperature: number }>({
    module: wasmModule,
    output: ({ logits }) => logits.shape,
    ownScratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)),
    products: ({ logits }) => rowProducts(logits),
    run: (_, at, { logits }, { temperature }, { spread }) => {
      const { rows, classes } = rowsOf(logits);
      const bytes = { logits: 4 * classes, output: 4 * classes };
      spread(name, { ...at, row: 0, rows, classes, temperature }, { units: 'rows', bytes, own: 'row' });
    },
  });

export const softmaxWasm = /* @__PURE__ */ ofRows('softmax');
export const logSoftmaxWasm = /* @__PURE__ */ ofRows('logSoftmax');

export const logSumExpWasm = /* @__PURE__ */ wasmKernel<Exports, 'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape.slice(0, -1),
  ownScratch: ({ scratchBytes }, { x }) => scratchBytes(rowsOf(x)),
  products: ({ x }) => rowProducts(x),
  run: (_, at, { x }, _attributes, { spread }) => {
    const { rows, classes: length } = rowsOf(x);
    const bytes = { x: 4 * length, output: 4 };
    spread('logSumExp', { ...at, row: 0, rows, length }, { units: 'rows', bytes, own: 'row' });
  },
});
