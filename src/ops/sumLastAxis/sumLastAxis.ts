import { expandDims, fill, mul, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed } from './composed';
import { sumLastAxisWasm } from './wasm';
import { sumLastAxisGradWebgpu, sumLastAxisWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'x', { factor: number }>({
  name: 'SumLastAxis',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }, { factor }) => ({ x: () => runGrad({ dy }, { length: x.shape.at(-1)!, factor }) }),
  kernels: { wasm: sumLastAxisWasm, webgpu: sumLastAxisWebgpu },
});

const runGrad = /* @__PURE__ */ defineOp<'dy', { length: number; factor: number }>({
  name: 'SumLastAxisGrad',
  inputs: ['dy'],
  composed: ({ dy }, { length, factor }) => mul(expandDims(dy, -1), fill([...dy.shape, length], factor)),
  gradient: (ddx, _, { factor }) => ({ dy: () => sumLastAxis(ddx, factor) }),
  kernels: { webgpu: sumLastAxisGradWebgpu },
});

/** factor · Σ x over the last axis; 0 if that axis is empty. */
export const sumLastAxis = (x: Tensor, factor = 1): Tensor => run({ x }, { factor });

/** Each entry of x `length` times, along a new last axis. */
export const repeatOnLastAxis = (x: Tensor, length: number): Tensor => runGrad({ dy: x }, { length, factor: 1 });
