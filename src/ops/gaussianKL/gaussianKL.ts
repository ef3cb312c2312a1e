import { add, mul, square, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { exponentialTail } from '../exponentialTail/exponentialTail';
import { gaussianKLWasm } from './wasm';
import { gaussianKLGradWebgpu, gaussianKLWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineOp<'mean' | 'logVariance'>({
  name: 'GaussianKL',
  inputs: ['mean', 'logVariance'],
  composed: ({ mean, logVariance }) => mul(add(exponentialTail(logVariance, 2), square(mean)), 0.5),
  gradient: (dy, { mean, logVariance }) => ({
    mean: () => mul(dy, mean),
    logVariance: () => runGrad({ dy, logVariance }),
  }),
  kernels: { wasm: gaussianKLWasm, webgpu: gaussianKLWebgpu },
});

const runGrad = /* @__PURE__ */ defineOp<'dy' | 'logVariance'>({
  name: 'GaussianKLGrad',
  inputs: ['dy', 'logVariance'],
  composed: ({ dy, logVariance }) => mul(dy, mul(exponentialTail(logVariance, 1), 0.5)),
  kernels: { webgpu: gaussianKLGradWebgpu },
});

/** KL(N(μ, eˢ) ‖ N(0, 1)) = ½ (eˢ − 1 − s + μ²) of each entry; both inputs have one shape. */
export const gaussianKL = (mean: Tensor, logVariance: Tensor): Tensor => run({ mean, logVariance });
