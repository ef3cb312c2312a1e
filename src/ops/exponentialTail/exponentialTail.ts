import { mul, type Tensor, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { composed } from './composed';
import { wasmModule } from './module.generated';

const wasm = /* @__PURE__ */ wasmKernel<'x', { order: number }>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  run: ({ tail }, at, { x }, { order }) => {
    tail(at.x, at.output, util.sizeFromShape(x.shape), order);
  },
});

const run = /* @__PURE__ */ defineOp<'x', { order: number }>({
  name: 'ExponentialTail',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }, { order }) => ({ x: () => mul(dy, exponentialTail(x, Math.max(order - 1, 0))) }),
  kernels: { wasm },
});

/**
 * eˣ less the first `order` terms of its series, accurate near zero: order 0 is eˣ, 1 is expm1, 2 is eˣ − 1 − x.
 * The derivative is the tail of one order less.
 */
export const exponentialTail = (x: Tensor, order: number): Tensor => run({ x }, { order });
