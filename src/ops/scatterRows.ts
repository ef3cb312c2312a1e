import { expandDims, scatterND, type Tensor, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';
import { gatherVectors } from './rows';

const run = /* @__PURE__ */ defineOp<'updates' | 'indices', { size: number[] }>({
  name: 'ScatterRows',
  inputs: ['updates', 'indices'],
  composed: ({ updates, indices }, { size }) => scatterND(indices, updates, [...size, updates.shape.at(-1)!]),
  gradient: (dy, { indices }) => ({ updates: () => gatherVectors(dy, indices) }),
});

/** Adds row i of `updates` to row indices[i] of a zero matrix with `rows` rows: the adjoint of `gatherRows`. */
export const scatterRows = (updates: Tensor2D, indices: Tensor1D, rows: number): Tensor2D =>
  tidy(() => run({ updates, indices: expandDims(indices, 1) }, { size: [rows] }));

/** Adds `updates` [..., channels] at `indices` [..., size.length] of zeros [...size, channels]: the adjoint of `gatherVectors`. */
export const scatterVectors = (updates: Tensor, indices: Tensor, size: number[]): Tensor =>
  run({ updates, indices }, { size });
