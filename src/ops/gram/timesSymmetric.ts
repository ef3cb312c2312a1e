import { add, matMul, type Tensor, transpose } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { timesSymmetricWebgpu } from './webgpuTimesSymmetric';

const run = /* @__PURE__ */ defineOp<'x' | 'matrix'>({
  name: 'TimesSymmetric',
  inputs: ['x', 'matrix'],
  composed: ({ x, matrix }) => matMul(x, add(matrix, transpose(matrix, [0, 2, 1]))),
  kernels: { webgpu: timesSymmetricWebgpu },
});

/** X (G + Gᵀ) of each example: X [batch, positions, channels], G [batch, channels, channels]. */
export const timesSymmetric = (x: Tensor, matrix: Tensor): Tensor => run({ x, matrix });
