import { any, clone, expandDims, mul, type Tensor1D, type Tensor2D, where, zerosLike } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';
import { noGradient } from '../engine/noGradient';
import { distillationKL } from './distillationKL/distillationKL';
import { logitDifference } from './distillationKL/divergence';
import { atLargest, finiteLogits, isPossible } from './softmax/soften';
import { softmaxGradient } from './softmax/softmaxGradient';

type Inputs = 'student' | 'teacher';

const run = /* @__PURE__ */ defineOp<Inputs, { temperature: number; weight: number }>({
  name: 'ReverseKL',
  inputs: ['student', 'teacher'],
  composed: ({ student, teacher }, { temperature, weight }) => {
    const divergences = distillationKL(teacher as Tensor2D, student as Tensor2D, temperature, weight);
    const ofAny = where(any(isPossible(student), -1), divergences, Number.POSITIVE_INFINITY);
    return where(any(isPossible(teacher), -1), ofAny, zerosLike(divergences));
  },
  gradient: (dy, { student, teacher }, { temperature, weight }) => ({
    student: () => {
      // An infinite value has no gradient; this is the gradient among the classes that the teacher allows.
      const inTeacher = noGradient(() => isPossible(teacher));
      const allowed = where(inTeacher, student, Number.NEGATIVE_INFINITY);
      const scores = runScores({ student: allowed, teacher });
      return mul(expandDims(mul(dy, weight), -1), softmaxGradient(allowed, temperature, scores));
    },
  }),
});

/** T (log q − log p), up to a constant per row, which makes the student's likeliest class 0. */
const runScores = /* @__PURE__ */ defineOp<Inputs>({
  name: 'ReverseKLScores',
  inputs: ['student', 'teacher'],
  composed: ({ student, teacher }) => {
    const [s, t] = [finiteLogits(student), finiteLogits(teacher)];
    const scores = logitDifference(s.finite, s.largest, t.finite, atLargest(s, t.finite));
    return where(s.possible, scores, zerosLike(scores));
  },
  gradient: (dy) => ({ student: () => clone(dy) }),
});

/**
 * weight · T² · KL(softmax(student/T) ‖ softmax(teacher/T)) of each row of [batch, classes]. The teacher is a constant.
 * The result is +∞ if the teacher alone gives some class a logit of −∞, or the student gives one to every class.
 */
export const reverseKL = (student: Tensor2D, teacher: Tensor2D, temperature: number, weight: number): Tensor1D =>
  run({ student, teacher }, { temperature, weight });
