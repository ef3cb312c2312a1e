import {
  abs,
  add,
  any,
  cast,
  div,
  exp,
  expandDims,
  log,
  maximum,
  minimum,
  mul,
  neg,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';
import { noGradient } from '../engine/noGradient';
import { divergence } from './distillationKL/divergence';
import { exponentialTail } from './exponentialTail/exponentialTail';
import { logOnePlus } from './logOnePlus';
import { nonZero } from './nonZero';
import { atLargest, isPossible, rowSum } from './softmax/soften';
import { softmaxGradient } from './softmax/softmaxGradient';
import { temperedSoftmax } from './softmax/temperedSoftmax';
import { sumLastAxis } from './sumLastAxis/sumLastAxis';

type Inputs = 'student' | 'teacher';

const run = /* @__PURE__ */ defineOp<Inputs, { temperature: number; weight: number }>({
  name: 'JensenShannon',
  inputs: ['student', 'teacher'],
  composed: ({ student, teacher }, { temperature, weight }) => {
    const { p, q, excess, close, student: s } = divergence(student, teacher, temperature);
    const mass = nonZero(add(p, q));
    const difference = excess();
    const near = mul(mul(mass, 0.5), entropyLoss(div(difference, mass)));
    const far = mul(0.5, add(surprise(p, mass), surprise(q, mass)));
    // Correct to second order in Σq − Σp, which would be 0 without rounding.
    const rounding = mul(0.125, square(sumLastAxis(difference)));
    const divergences = abs(sub(sumLastAxis(where(close, near, far)), rounding));
    // A student that rules out every class is as far away as one that shares no class with the teacher.
    const farthest = mul(hasDistribution(teacher), Math.LN2);
    return mul(where(any(s.possible, -1), divergences, farthest), weight * temperature ** 2);
  },
  gradient: (dy, { student, teacher }, { temperature, weight }) => ({
    student: () => {
      const scores = runScores({ student, teacher }, { temperature });
      const scale = noGradient(() => mul(hasDistribution(teacher), weight));
      return mul(expandDims(mul(dy, scale), -1), softmaxGradient(student, temperature, scores));
    },
  }),
});

/** (T/2) log(2q/(p + q)), up to a constant per row, which makes the student's likeliest class 0. */
const runScores = /* @__PURE__ */ defineOp<Inputs, { temperature: number }>({
  name: 'JensenShannonScores',
  inputs: ['student', 'teacher'],
  composed: ({ student, teacher }, { temperature }) => {
    const { d, near, close, student: s } = divergence(student, teacher, temperature);
    // log(2q/(p + q)) = −log((1 + e⁻ᵈ)/2)
    const ofClose = neg(logOnePlus(mul(0.5, exponentialTail(neg(near), 1))));
    const ofFar = sub(add(minimum(d, 0), Math.LN2), log(add(1, exp(neg(abs(d))))));
    const scores = where(close, ofClose, ofFar);
    const relative = mul(sub(scores, atLargest(s, scores)), temperature / 2);
    return where(s.possible, relative, zerosLike(relative));
  },
  gradient: (dy, { student, teacher }, { temperature }) => ({
    student: () => {
      const p = noGradient(() => temperedSoftmax(teacher, temperature));
      const q = temperedSoftmax(student, temperature);
      const ofTeacher = mul(0.5, mul(dy, div(p, nonZero(add(p, q)))));
      return sub(ofTeacher, mul(q, rowSum(ofTeacher)));
    },
  }),
});

/**
 * weight · T² · ½ (KL(p ‖ m) + KL(q ‖ m)) of each row of [batch, classes], where p and q are softmax(teacher/T) and
 * softmax(student/T), and m is their mean. The teacher is a constant.
 */
export const jensenShannon = (student: Tensor2D, teacher: Tensor2D, temperature: number, weight: number): Tensor1D =>
  run({ student, teacher }, { temperature, weight });

/** 1, or 0 for a row whose logits are all −∞, with which nothing can be compared. */
const hasDistribution = (logits: Tensor): Tensor => cast(any(isPossible(logits), -1), 'float32');

/** ½ ((1 + t) log(1 + t) + (1 − t) log(1 − t)) = Σₙ t²ⁿ/(2n (2n − 1)) for |t| ≤ ½. */
function entropyLoss(t: Tensor): Tensor {
  const squared = square(t);
  let sum: Tensor = mul(squared, 0);
  for (let n = 10; n > 0; n--) sum = mul(squared, add(sum, 1 / (2 * n * (2 * n - 1))));
  return sum;
}

/** p log(2p/mass); 0 where p is 0. */
const surprise = (p: Tensor, mass: Tensor): Tensor => mul(p, log(maximum(div(mul(p, 2), mass), 1e-37)));
