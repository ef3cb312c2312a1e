import { expandDims, mul, neg, square, sub, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { squaredDistanceGradWebgpu, squaredDistanceWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'a' | 'b', { factor: number }>({
  name: 'SquaredDistance',
  inputs: ['a', 'b'],
  composed: ({ a, b }, { factor }) => sumLastAxis(square(sub(a, b)), factor),
  gradient: (dy, { a, b }, { factor }) => ({
    a: () => runGrad({ dy, a, b }, { factor }),
    b: () => runGrad({ dy, a: b, b: a }, { factor }),
  }),
  kernels: { webgpu: squaredDistanceWebgpu },
});

/** The gradient for a, 2 · factor · dy · (a − b). */
const runGrad = /* @__PURE__ */ defineOp<'dy' | 'a' | 'b', { factor: number }>({
  name: 'SquaredDistanceGrad',
  inputs: ['dy', 'a', 'b'],
  composed: ({ dy, a, b }, { factor }) => mul(sub(a, b), expandDims(mul(dy, 2 * factor), -1)),
  gradient: (ddx, { dy, a, b }, { factor }) => {
    const scaled = () => mul(ddx, expandDims(mul(dy, 2 * factor), -1));
    return {
      dy: () => sumLastAxis(mul(ddx, sub(a, b)), 2 * factor),
      a: scaled,
      b: () => neg(scaled()),
    };
  },
  kernels: { webgpu: squaredDistanceGradWebgpu },
});

/** factor · Σ (a − b)² of each row of [batch, entries]. */
export const squaredDistance = (a: Tensor, b: Tensor, factor: number): Tensor1D =>
  run({ a, b }, { factor }) as Tensor1D;
