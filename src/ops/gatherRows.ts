import {
  gatherND,
  scatterND,
  type Tensor,
  type TensorInfo,
  type TypedArray,
  tensor,
  util,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';
import { typedKernel } from '../internal/typedKernel';

const runGather = /* @__PURE__ */ defineOp<'x' | 'indices'>({
  name: 'GatherRows',
  inputs: ['x', 'indices'],
  composed: ({ x, indices }) => gatherND(x, indices),
  gradient: (dy, { x, indices }) => ({ x: () => scatterRows(dy, indices, x.shape.slice(0, -1)) }),
});

/**
 * The rows along the last axis of `x` [...size, channels] at `indices` [..., size.length], as [..., channels]. One
 * index per axis stays exact on WebGPU, which computes int32 in float32.
 */
export const gatherRows = (x: Tensor, indices: Tensor): Tensor => runGather({ x, indices });

/** Adds in float64: tfjs's `scatterND` adds terms to a float32 sum one by one, so a long sum loses its last terms. */
const scatterRowsCpu = /* @__PURE__ */ typedKernel<Record<'updates' | 'indices', TensorInfo>, { size: number[] }>(
  ({ inputs: { updates, indices }, attrs: { size }, backend }) => {
    const channels = updates.shape.at(-1)!;
    const sums = new Float64Array(util.sizeFromShape(size) * channels);
    const [values, places] = [updates, indices].map(({ dataId }) => backend.readSync(dataId) as TypedArray);
    for (let row = 0; row * channels < values.length; row++) {
      const at = size.reduce((index, count, axis) => index * count + places[row * size.length + axis], 0) * channels;
      for (let channel = 0; channel < channels; channel++) sums[at + channel] += values[row * channels + channel];
    }
    return tensor(Float32Array.from(sums), [...size, channels]);
  },
);

const runScatter = /* @__PURE__ */ defineOp<'updates' | 'indices', { size: number[] }>({
  name: 'GatherRowsGrad',
  inputs: ['updates', 'indices'],
  composed: ({ updates, indices }, { size }) => scatterND(indices, updates, [...size, updates.shape.at(-1)!]),
  gradient: (dy, { indices }) => ({ updates: () => gatherRows(dy, indices) }),
  kernels: { cpu: scatterRowsCpu },
});

/**
 * Adds `updates` [..., channels] at `indices` [..., size.length] to zeros [...size, channels]: the adjoint of
 * `gatherRows`.
 */
export const scatterRows = (updates: Tensor, indices: Tensor, size: number[]): Tensor =>
  runScatter({ updates, indices }, { size });
