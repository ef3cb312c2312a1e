import { neg, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import { matrixProduct } from '../matrixProduct/op';
import { defineOp } from '../runtime/defineOp';
import { composed } from './composed';

const run = /* @__PURE__ */ defineOp<'a' | 'b'>({
  name: 'Solve',
  inputs: ['a', 'b'],
  composed,
  // a x = b, so that a dx = db − da x.
  gradient: (dy, { a, b }) => {
    const db = () => solve(transpose(a) as Tensor2D, dy as Tensor2D);
    return { a: () => neg(matrixProduct(db(), transpose(solve(a as Tensor2D, b as Tensor2D)) as Tensor2D)), b: db };
  },
});

/** x of a x = b, for `a` [n, n] and `b` [n, columns]; infinite or NaN where `a` is singular. */
export const solve = (a: Tensor2D, b: Tensor2D): Tensor2D => run<Tensor2D>({ a, b });
