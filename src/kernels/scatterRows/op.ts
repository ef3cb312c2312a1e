import { expandDims, scatterND, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { gatherRows } from '../gatherRows/op';
import { defineOp } from '../runtime/defineOp';

const run = /* @__PURE__ */ defineOp<'updates' | 'indices', { rows: number }>({
  name: 'ScatterRows',
  inputs: ['updates', 'indices'],
  composed: ({ updates, indices }, { rows }) => scatterND(expandDims(indices, 1), updates, [rows, updates.shape[1]!]),
  gradient: (dy, { indices }) => ({ updates: () => gatherRows(dy as Tensor2D, indices as Tensor1D) }),
});

/** Adds row i of `updates` to row indices[i] of a zero matrix with `rows` rows: the adjoint of `gatherRows`. */
export const scatterRows = (updates: Tensor2D, indices: Tensor1D, rows: number): Tensor2D =>
  run({ updates, indices }, { rows });
