import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';
import { rowsOf } from './rowsOf';

export const softmaxWasm = /* @__PURE__ */ wasmKernel<Exports, 'logits', { temperature: number }>({
  module: wasmModule,
  output: ({ logits }) => logits.shape,
  scratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)),
  run: ({ softmax }, at, { logits }, { temperature }) =>
    softmax({ ...at, row: at.scratch, ...rowsOf(logits), temperature }),
});

export const logSoftmaxWasm = /* @__PURE__ */ wasmKernel<Exports, 'logits', { temperature: number }>({
  module: wasmModule,
  output: ({ logits }) => logits.shape,
  scratch: ({ scratchBytes }, { logits }) => scratchBytes(rowsOf(logits)),
  run: ({ logSoftmax }, at, { logits }, { temperature }) =>
    logSoftmax({ ...at, row: at.scratch, ...rowsOf(logits), temperature }),
});

export const logSumExpWasm = /* @__PURE__ */ wasmKernel<Exports, 'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape.slice(0, -1),
  scratch: ({ scratchBytes }, { x }) => scratchBytes(rowsOf(x)),
  run: ({ logSumExp }, at, { x }) => {
    const { rows, classes } = rowsOf(x);
    logSumExp({ ...at, row: at.scratch, rows, length: classes });
  },
});
