import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

/** The Gram matrices of `x` under an optional `mask`, which has one value for each position of `x`. */
export const gramWasm = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'mask'>({
  module: wasmModule,
  output: ({ x }) => [x.shape[0], x.shape[2], x.shape[2]],
  scratch: ({ scratchBytes }, { x }) => scratchBytes({ channels: x.shape[2] }),
  run: ({ gram }, at, { x }) => {
    const [batch, positions, channels] = x.shape;
    gram({ ...at, batch, positions, channels });
  },
});
