import { gatherND, scatterND, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

const runGather = /* @__PURE__ */ defineOp<'x' | 'indices'>({
  name: 'GatherRows',
  inputs: ['x', 'indices'],
  composed: ({ x, indices }) => gatherND(x, indices),
  gradient: (dy, { x, indices }) => ({ x: () => scatterRows(dy, indices, x.shape.slice(0, -1)) }),
});

/**
 * The rows along the last axis of `x` [...size, channels] at `indices` [..., size.length], as [..., channels]. One index
 * per axis stays exact on WebGPU, whose int32 arithmetic is float32's.
 */
export const gatherRows = (x: Tensor, indices: Tensor): Tensor => runGather({ x, indices });

const runScatter = /* @__PURE__ */ defineOp<'updates' | 'indices', { size: number[] }>({
  name: 'ScatterRows',
  inputs: ['updates', 'indices'],
  composed: ({ updates, indices }, { size }) => scatterND(indices, updates, [...size, updates.shape.at(-1)!]),
  gradient: (dy, { indices }) => ({ updates: () => gatherRows(dy, indices) }),
});

/** Adds `updates` [..., channels] at `indices` [..., size.length] to zeros [...size, channels]: the adjoint of `gatherRows`. */
export const scatterRows = (updates: Tensor, indices: Tensor, size: number[]): Tensor =>
  runScatter({ updates, indices }, { size });
