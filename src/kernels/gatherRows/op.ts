import { expandDims, gatherND, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { defineOp } from '../runtime/defineOp';
import { scatterRows } from '../scatterRows/op';

const run = /* @__PURE__ */ defineOp<'x' | 'indices'>({
  name: 'GatherRows',
  inputs: ['x', 'indices'],
  composed: ({ x, indices }) => gatherND(x, expandDims(indices, 1)),
  gradient: (dy, { x, indices }) => ({
    x: () => scatterRows(dy as Tensor2D, indices as Tensor1D, x.shape[0]),
  }),
});

/** Row indices[i] of `x` as row i: `tf.gather` along the first axis, with a gradient on every backend. */
export const gatherRows = (x: Tensor2D, indices: Tensor1D): Tensor2D => run({ x, indices });
