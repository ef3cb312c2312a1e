import { wasmKernel } from '../../wasm/wasmKernel';
import { rowProducts, rowsOf } from '../softmax/rowsOf';
import type { DistillationKLAttributes } from './divergence';
import { type Exports, wasmModule } from './module.generated';

type Inputs = 'student' | 'teacher';

export const distillationKLWasm = /* @__PURE__ */ wasmKernel<Exports, Inputs, DistillationKLAttributes>({
  module: wasmModule,
  output: ({ student }) => student.shape.slice(0, -1),
  ownScratch: ({ scratchBytes }, { student }) => scratchBytes(rowsOf(student)),
  products: ({ student }) => rowProducts(student),
  run: (_, at, { student }, { temperature, weight }, { spread }) => {
    const { rows, classes } = rowsOf(student);
    const bytes = { student: 4 * classes, teacher: 4 * classes, output: 4 };
    spread('distillationKL', { ...at, rows, classes, temperature, weight }, { units: 'rows', bytes, own: 'scratch' });
  },
});

export const distillationKLGradWasm = /* @__PURE__ */ wasmKernel<Exports, Inputs | 'dy', DistillationKLAttributes>({
  module: wasmModule,
  output: ({ student }) => student.shape,
  ownScratch: ({ scratchBytes }, { student }) => scratchBytes(rowsOf(student)),
  products: ({ student }) => rowProducts(student),
  run: (_, at, { student }, { temperature, weight }, { spread }) => {
    const { rows, classes } = rowsOf(student);
    const bytes = { dy: 4, student: 4 * classes, teacher: 4 * classes, output: 4 * classes };
    spread('gradient', { ...at, rows, classes, temperature, weight }, { units: 'rows', bytes, own: 'scratch' });
  },
});
