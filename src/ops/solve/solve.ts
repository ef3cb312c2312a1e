import { neg, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { matrixProduct } from '../matrixProduct';
import { composed, type SolveAttributes } from './composed';
import { solveWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'a' | 'b', SolveAttributes>({
  name: 'Solve',
  inputs: ['a', 'b'],
  composed,
  // a x = b, so that a dx = db − da x.
  gradient: (dy, inputs, { transposed }) => {
    const [a, b] = [inputs.a as Tensor2D, inputs.b as Tensor2D];
    const db = solve(a, dy as Tensor2D, { transposed: !transposed });
    const outer = (left: Tensor2D, right: Tensor2D) => neg(matrixProduct(left, transpose(right)));
    return {
      a: () => {
        const x = solve(a, b, { transposed });
        return transposed ? outer(x, db) : outer(db, x);
      },
      b: () => db,
    };
  },
  kernels: { wasm: solveWasm },
});

/**
 * x of a x = b, or of aᵀ x = b if `transposed`, for `a` [n, n] and `b` [n, columns]. If `a` is singular, x is infinite
 * or NaN, or large on a backend without a kernel if float32 hides the singularity.
 */
export const solve = (a: Tensor2D, b: Tensor2D, { transposed = false }: Partial<SolveAttributes> = {}): Tensor2D =>
  run<Tensor2D>({ a, b }, { transposed });
