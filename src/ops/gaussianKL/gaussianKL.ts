import { add, mul, square, type Tensor, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { exponentialTail } from '../exponentialTail/exponentialTail';
import { wasmModule } from './module.generated';

const wasm = /* @__PURE__ */ wasmKernel<'mean' | 'logVariance'>({
  module: wasmModule,
  output: ({ mean }) => mean.shape,
  run: ({ divergence }, at, { mean }) => {
    divergence(at.mean, at.logVariance, at.output, util.sizeFromShape(mean.shape));
  },
});

const run = /* @__PURE__ */ defineOp<'mean' | 'logVariance'>({
  name: 'GaussianKL',
  inputs: ['mean', 'logVariance'],
  composed: ({ mean, logVariance }) => mul(add(exponentialTail(logVariance, 2), square(mean)), 0.5),
  gradient: (dy, { mean, logVariance }) => ({
    mean: () => mul(dy, mean),
    logVariance: () => mul(dy, mul(exponentialTail(logVariance, 1), 0.5)),
  }),
  kernels: { wasm },
});

/** KL(N(μ, eˢ) ‖ N(0, 1)) = ½ (eˢ − 1 − s + μ²) of each entry; both inputs have one shape. */
export const gaussianKL = (mean: Tensor, logVariance: Tensor): Tensor => run({ mean, logVariance });
