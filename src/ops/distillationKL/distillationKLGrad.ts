import { mul, sub, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { rowsOf } from '../softmax/rowsOf';
import { rowSum } from '../softmax/soften';
import { temperedSoftmax } from '../softmax/temperedSoftmax';
import { divergence } from './divergence';
import { wasmModule } from './module.generated';

const wasm = /* @__PURE__ */ wasmKernel<'student' | 'teacher', { temperature: number }>({
  module: wasmModule,
  output: ({ student }) => student.shape,
  scratch: ({ scratchBytes }, { student }) => scratchBytes(rowsOf(student)[1]),
  run: ({ gradient }, at, { student }, { temperature }) => {
    gradient(at.student, at.teacher, at.output, at.scratch, ...rowsOf(student), temperature);
  },
});

const run = /* @__PURE__ */ defineOp<'student' | 'teacher', { temperature: number }>({
  name: 'DistillationKLGrad',
  inputs: ['student', 'teacher'],
  composed,
  gradient: (dy, { student }, { temperature }) => ({
    student: () => {
      const q = temperedSoftmax(student, temperature);
      return mul(q, sub(dy, rowSum(mul(dy, q))));
    },
  }),
  kernels: { wasm },
});

/** The gradient of `distillationKL` for the student, T · (softmax(student/T) − softmax(teacher/T)); 0 for a logit of −∞. */
export const distillationKLGrad = (student: Tensor2D, teacher: Tensor2D, temperature: number): Tensor2D =>
  run({ student, teacher }, { temperature });

function composed(
  { student, teacher }: Record<'student' | 'teacher', Tensor>,
  { temperature }: { temperature: number },
) {
  const { p, possible, excess } = divergence(student, teacher, temperature);
  const difference = excess();
  // Σq − Σp is what rounding has left of 0.
  const centred = sub(difference, mul(p, rowSum(difference)));
  return mul(mul(centred, possible), temperature);
}
