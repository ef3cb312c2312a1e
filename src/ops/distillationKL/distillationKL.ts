import {
  abs,
  expandDims,
  greater,
  mul,
  onesLike,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { rowSum } from '../softmax/soften';
import { temperedSoftmaxGrad } from '../softmax/temperedSoftmax';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { type DistillationKLAttributes, divergence } from './divergence';
import { distillationKLGradWasm, distillationKLWasm } from './wasm';
import { distillationKLGradWebgpu, distillationKLWebgpu } from './webgpu';

type Inputs = 'student' | 'teacher';

const run = /* @__PURE__ */ defineOp<Inputs, DistillationKLAttributes>({
  name: 'DistillationKL',
  inputs: ['student', 'teacher'],
  composed,
  gradient: (dy, { student, teacher }, { temperature, weight }) => ({
    student: () => runGrad({ dy, student, teacher }, { temperature, weight }),
  }),
  kernels: { wasm: distillationKLWasm, webgpu: distillationKLWebgpu },
});

/** The gradient for the student, dy · weight · T · (softmax(student/T) − softmax(teacher/T)); 0 for a logit of −∞. */
const runGrad = /* @__PURE__ */ defineOp<Inputs | 'dy', DistillationKLAttributes>({
  name: 'DistillationKLGrad',
  inputs: ['dy', 'student', 'teacher'],
  composed: composedGrad,
  gradient: (ddy, { dy, student, teacher }, { temperature, weight }) => ({
    dy: (): Tensor => sumLastAxis(mul(ddy, runGrad({ dy: onesLike(dy), student, teacher }, { temperature, weight }))),
    student: () => mul(temperedSoftmaxGrad(ddy, student, temperature), expandDims(mul(dy, weight * temperature), -1)),
  }),
  kernels: { wasm: distillationKLGradWasm, webgpu: distillationKLGradWebgpu },
});

/**
 * weight · T² · KL(softmax(teacher/T) ‖ softmax(student/T)) of each row of [batch, classes]. The teacher is a constant.
 * The result is +∞ if the student alone gives some class a logit of −∞.
 */
export const distillationKL = (student: Tensor2D, teacher: Tensor2D, temperature: number, weight: number): Tensor1D =>
  run({ student, teacher }, { temperature, weight });

function composed(
  { student, teacher }: Record<Inputs, Tensor>,
  { temperature, weight }: DistillationKLAttributes,
): Tensor {
  const { p, student: s, excess, terms } = divergence(student, teacher, temperature);
  // Correct to second order in Σq − Σp, which would be 0 without rounding.
  const divergences = abs(sub(sumLastAxis(terms()), mul(0.5, square(sumLastAxis(excess())))));
  const ruledOut = sumLastAxis(mul(p, sub(1, s.mask)));
  return where(greater(ruledOut, 0), Number.POSITIVE_INFINITY, mul(divergences, weight * temperature ** 2));
}

function composedGrad(
  { dy, student, teacher }: Record<Inputs | 'dy', Tensor>,
  { temperature, weight }: DistillationKLAttributes,
) {
  const { p, student: s, excess } = divergence(student, teacher, temperature);
  const difference = excess();
  // Σq − Σp would be 0 without rounding.
  const centred = sub(difference, mul(p, rowSum(difference)));
  return where(s.possible, mul(centred, expandDims(mul(dy, weight * temperature), -1)), zerosLike(centred));
}
