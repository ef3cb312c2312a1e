import { mul, step, type Tensor, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

const run = /* @__PURE__ */ defineOp<'dy' | 'x'>({
  name: 'ReluGradient',
  inputs: ['dy', 'x'],
  composed: ({ dy, x }) => mul(dy, step(x)),
  gradient: (dz, { x }) => ({ dy: () => reluGradient(dz, x) }),
  kernels: {
    wasm: /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'x'>({
      module: wasmModule,
      output: ({ x }) => x.shape,
      run: (wasm, at, { x }) => wasm.reluGradient({ ...at, count: util.sizeFromShape(x.shape) }),
    }),
  },
});

/** dy where x is above 0, else 0, in one pass. */
export const reluGradient = (dy: Tensor, x: Tensor): Tensor => run({ dy, x });
