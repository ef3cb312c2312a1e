import {
  cast,
  expandDims,
  greater,
  logicalAnd,
  logicalXor,
  mul,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  where,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { noGradient } from '../../engine/noGradient';
import { isPossible } from '../softmax/soften';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { logitDistanceGradWebgpu, logitDistanceWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'student' | 'teacher'>({
  name: 'LogitDistance',
  inputs: ['student', 'teacher'],
  composed: ({ student, teacher }) => {
    const ruledOutByOne = cast(logicalXor(isPossible(student), isPossible(teacher)), 'float32');
    const distances = mul(0.5, sumLastAxis(square(difference(student, teacher))));
    return where(greater(sumLastAxis(ruledOutByOne), 0), Number.POSITIVE_INFINITY, distances);
  },
  gradient: (dy, { student, teacher }) => ({ student: () => runGrad({ dy, student, teacher }) }),
  kernels: { webgpu: logitDistanceWebgpu },
});

const runGrad = /* @__PURE__ */ defineOp<'dy' | 'student' | 'teacher'>({
  name: 'LogitDistanceGrad',
  inputs: ['dy', 'student', 'teacher'],
  composed: ({ dy, student, teacher }) => mul(expandDims(dy, -1), difference(student, teacher)),
  kernels: { webgpu: logitDistanceGradWebgpu },
});

/**
 * ½ ‖student − teacher‖² of each row of [batch, classes]. The teacher is a constant. A logit of −∞ in both adds
 * nothing; in only one it makes the result +∞. Neither has a gradient.
 */
export const logitDistance = (student: Tensor2D, teacher: Tensor2D): Tensor1D => run({ student, teacher });

/** student − teacher where both are finite, else 0; a function of the student alone. */
function difference(student: Tensor, teacher: Tensor): Tensor {
  const [inBoth, target] = noGradient(() => {
    const possible = logicalAnd(isPossible(student), isPossible(teacher));
    return [possible, where(possible, teacher, 0)];
  });
  return sub(where(inBoth, student, 0), target);
}
