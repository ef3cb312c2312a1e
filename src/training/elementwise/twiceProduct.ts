import { mul, type Tensor, util } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

const run = /* @__PURE__ */ defineOp<'a' | 'b'>({
  name: 'TwiceProduct',
  inputs: ['a', 'b'],
  composed: ({ a, b }) => mul(mul(a, b), 2),
  gradient: (dy, { a, b }) => ({ a: () => twiceProduct(dy, b), b: () => twiceProduct(dy, a) }),
  kernels: {
    wasm: /* @__PURE__ */ wasmKernel<Exports, 'a' | 'b'>({
      module: wasmModule,
      output: ({ a }) => a.shape,
      run: (wasm, at, { a }) => wasm.twiceProduct({ ...at, count: util.sizeFromShape(a.shape) }),
    }),
  },
});

/** 2 a b of two tensors of one shape: the gradient of a square in one pass. */
export const twiceProduct = (a: Tensor, b: Tensor): Tensor => run({ a, b });
