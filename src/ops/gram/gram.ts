import { add, matMul, type Tensor3D, transpose } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { gramWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'Gram',
  inputs: ['x'],
  composed: ({ x }) => matMul(transpose(x, [0, 2, 1]), x),
  gradient: (dy, { x }) => ({ x: () => matMul(x, add(dy, transpose(dy, [0, 2, 1]))) }),
  kernels: { wasm: gramWasm },
});

/** XᵀX of each example: [batch, positions, channels] to [batch, channels, channels]. */
export const gram = (x: Tensor3D): Tensor3D => run({ x });
