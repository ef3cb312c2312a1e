import {
  abs,
  expandDims,
  greater,
  mul,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sumLastAxis } from '../../internal/sumLastAxis';
import { wasmKernel } from '../../wasm/wasmKernel';
import { rowsOf } from '../softmax/rowsOf';
import { distillationKLGrad } from './distillationKLGrad';
import { divergence } from './divergence';
import { wasmModule } from './module.generated';

interface Attributes {
  temperature: number;
  weight: number;
}

const wasm = /* @__PURE__ */ wasmKernel<'student' | 'teacher', Attributes>({
  module: wasmModule,
  output: ({ student }) => student.shape.slice(0, -1),
  scratch: ({ scratchBytes }, { student }) => scratchBytes(rowsOf(student)[1]),
  run: ({ divergence }, at, { student }, { temperature, weight }) => {
    divergence(at.student, at.teacher, at.output, at.scratch, ...rowsOf(student), temperature, weight);
  },
});

const run = /* @__PURE__ */ defineOp<'student' | 'teacher', Attributes>({
  name: 'DistillationKL',
  inputs: ['student', 'teacher'],
  composed,
  gradient: (dy, { student, teacher }, { temperature, weight }) => ({
    student: () => {
      const gradient = distillationKLGrad(student as Tensor2D, teacher as Tensor2D, temperature);
      return mul(expandDims(mul(dy, weight), -1), gradient);
    },
  }),
  kernels: { wasm },
});

/**
 * weight · T² · KL(softmax(teacher/T) ‖ softmax(student/T)) of each row of [batch, classes]. The teacher is a constant. A
 * class that the student alone rules out makes it +∞, but for a weight of 0.
 */
export const distillationKL = (student: Tensor2D, teacher: Tensor2D, temperature: number, weight: number): Tensor1D =>
  run({ student, teacher }, { temperature, weight });

function composed(
  { student, teacher }: Record<'student' | 'teacher', Tensor>,
  { temperature, weight }: Attributes,
): Tensor {
  if (weight === 0) return zeros([student.shape[0]]);
  const { p, possible, excess, terms } = divergence(student, teacher, temperature);
  // To second order in Σq − Σp, which is what rounding has left of 0.
  const divergences = abs(sub(sumLastAxis(terms()), mul(0.5, square(sumLastAxis(excess())))));
  const ruledOut = sumLastAxis(mul(p, sub(1, possible)));
  return where(greater(ruledOut, 0), Number.POSITIVE_INFINITY, mul(divergences, weight * temperature ** 2));
}
