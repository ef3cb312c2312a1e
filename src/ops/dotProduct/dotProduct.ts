import { mul, reshape, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { dotProductWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'a' | 'b'>({
  name: 'DotProduct',
  inputs: ['a', 'b'],
  composed: ({ a, b }) => sumLastAxis(reshape(mul(a, b), [-1])),
  gradient: (dy, { a, b }) => ({ a: () => mul(dy, b), b: () => mul(dy, a) }),
  kernels: { wasm: dotProductWasm },
});

/** Σ a b over all elements of two float32 tensors of the same shape. */
export const dotProduct = (a: Tensor, b: Tensor): Scalar => run<Scalar>({ a, b });
