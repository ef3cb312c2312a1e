import type { Tensor1D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composedMeasures, type LineTensors } from './composed';
import { lineMeasuresWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<keyof LineTensors>({
  name: 'LineMeasures',
  inputs: ['x', 'gradient', 'fromX', 'fromGradient', 'direction'],
  composed: composedMeasures,
  kernels: { wasm: lineMeasuresWasm },
});

/** ‖g‖∞, Σ |g_i x_i|, gᵀd, g₀ᵀd, g₀ᵀs, sᵀs, sᵀy and yᵀy, for s = x − x₀ and y = g − g₀. No gradients. */
export const lineMeasures = (tensors: LineTensors): Tensor1D => run(tensors);
