import { wasmKernel } from '../../wasm/wasmKernel';
import { rowsOf } from '../softmax/rowsOf';
import type { DistillationKLAttributes } from './divergence';
import { type Exports, wasmModule } from './module.generated';

type Inputs = 'student' | 'teacher';

export const distillationKLWasm = /* @__PURE__ */ wasmKernel<Exports, Inputs, DistillationKLAttributes>({
  module: wasmModule,
  output: ({ student }) => student.shape.slice(0, -1),
  scratch: ({ scratchBytes }, { student }) => scratchBytes(rowsOf(student)),
  run: ({ distillationKL }, at, { student }, { temperature, weight }) =>
    distillationKL({ ...at, ...rowsOf(student), temperature, weight }),
});

export const distillationKLGradWasm = /* @__PURE__ */ wasmKernel<Exports, Inputs | 'dy', DistillationKLAttributes>({
  module: wasmModule,
  output: ({ student }) => student.shape,
  scratch: ({ scratchBytes }, { student }) => scratchBytes(rowsOf(student)),
  run: ({ gradient }, at, { student }, { temperature, weight }) =>
    gradient({ ...at, ...rowsOf(student), temperature, weight }),
});
