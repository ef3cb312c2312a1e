import { mul, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed } from './composed';
import { exponentialTailWasm } from './wasm';
import { exponentialTailWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'x', { order: number }>({
  name: 'ExponentialTail',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }, { order }) => ({ x: () => mul(dy, exponentialTail(x, Math.max(order - 1, 0))) }),
  kernels: { wasm: exponentialTailWasm, webgpu: exponentialTailWebgpu },
});

/**
 * eˣ minus the first `order` terms of its series, accurate near zero: order 0 is eˣ, 1 is expm1, 2 is eˣ − 1 − x. The
 * derivative is the tail of the next lower order.
 */
export const exponentialTail = (x: Tensor, order: number): Tensor => run({ x }, { order });
