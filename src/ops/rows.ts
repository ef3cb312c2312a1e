import { expandDims, gatherND, type Tensor, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';
import { scatterVectors } from './scatterRows';

const run = /* @__PURE__ */ defineOp<'x' | 'indices'>({
  name: 'GatherRows',
  inputs: ['x', 'indices'],
  composed: ({ x, indices }) => gatherND(x, indices),
  gradient: (dy, { x, indices }) => ({ x: () => scatterVectors(dy, indices, x.shape.slice(0, -1)) }),
});

/** Row indices[i] of `x` as row i: `tf.gather` along the first axis, with a gradient on every backend. */
export const gatherRows = (x: Tensor2D, indices: Tensor1D): Tensor2D =>
  tidy(() => run({ x, indices: expandDims(indices, 1) }));

/**
 * The vectors along the last axis of `x` [...size, channels] at `indices` [..., size.length], as [..., channels]. One
 * index per axis stays exact on WebGPU, whose int32 arithmetic is float32's.
 */
export const gatherVectors = (x: Tensor, indices: Tensor): Tensor => run({ x, indices });
