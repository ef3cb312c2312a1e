import type { Tensor3D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed, composedGrad } from './composed';
import { standardizedGradWasm, standardizedWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'x'>({
  name: 'Standardized',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }) => ({ x: () => runGrad({ dy, x }) }),
  kernels: { wasm: standardizedWasm },
});

const runGrad = /* @__PURE__ */ defineOp<'dy' | 'x'>({
  name: 'StandardizedGrad',
  inputs: ['dy', 'x'],
  composed: composedGrad,
  kernels: { wasm: standardizedGradWasm },
});

/**
 * The rows of `x` [batch, channels, length] shifted and scaled to mean 0 and variance 1. A row that is constant up to
 * rounding becomes zeros, without a gradient.
 */
export const standardized = (x: Tensor3D): Tensor3D => run<Tensor3D>({ x });
