import { gatherND, scatterND, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const runGather = /* @__PURE__ */ defineOp<'x' | 'indices'>({
  name: 'GatherRows',
  inputs: ['x', 'indices'],
  composed: ({ x, indices }) => gatherND(x, indices),
  gradient: (dy, { x, indices }) => ({ x: () => scatterRows(dy, indices, x.shape.slice(0, -1)) }),
});

/**
 * Gathers rows [..., channels] of `x` [...size, channels] at `indices` [..., size.length]. There is one index per axis
 * because a flat index can be wrong on WebGPU, where tfjs computes int32 arithmetic in float32.
 */
export const gatherRows = (x: Tensor, indices: Tensor): Tensor => runGather({ x, indices });

const runScatter = /* @__PURE__ */ defineOp<'updates' | 'indices', { size: number[] }>({
  name: 'ScatterRows',
  inputs: ['updates', 'indices'],
  composed: ({ updates, indices }, { size }) => scatterND(indices, updates, [...size, updates.shape.at(-1)!]),
  gradient: (dy, { indices }) => ({ updates: () => gatherRows(dy, indices) }),
});

/**
 * Adds `updates` [..., channels] at `indices` [..., size.length] to zeros [...size, channels]. It is the adjoint of
 * `gatherRows`.
 */
export const scatterRows = (updates: Tensor, indices: Tensor, size: number[]): Tensor =>
  runScatter({ updates, indices }, { size });
