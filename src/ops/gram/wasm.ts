import { wasmKernel } from '../../wasm/wasmKernel';
import { wasmModule } from './module.generated';

/** The Gram matrices of `x` under an optional `mask` of as many values as `x` has positions. */
export const gramWasm = /* @__PURE__ */ wasmKernel<'x' | 'mask'>({
  module: wasmModule,
  output: ({ x }) => [x.shape[0], x.shape[2], x.shape[2]],
  scratch: ({ scratchBytes }, { x }) => scratchBytes(x.shape[2]),
  run: ({ gram }, at, { x }) => gram(at.x, at.mask, at.output, at.scratch, ...x.shape),
});
