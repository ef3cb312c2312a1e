import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

/** The Gram matrices of `x` under an optional `mask`, which has one value for each position of `x`. */
export const gramWasm = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'mask'>({
  module: wasmModule,
  output: ({ x }) => [x.shape[0], x.shape[2], x.shape[2]],
  scratch: ({ scratchBytes }, { x }) => scratchBytes({ channels: x.shape[2] }),
  ownScratch: ({ ownBytes }, { x }) => ownBytes({ channels: x.shape[2] }),
  products: ({ x: { shape } }) => (shape[1] * shape[2] ** 2) / 2, // of one example, because each is divided by itself
  run: ({ pairs }, at, { x }, _attributes, { split }) => {
    const [batch, positions, channels] = x.shape;
    for (let example = 0; example < batch; example++) {
      const addresses = {
        x: at.x + 4 * example * positions * channels,
        mask: at.mask ? at.mask + 4 * example * positions : 0,
        output: at.output + 4 * example * channels ** 2,
        scratch: at.scratch,
      };
      split('gram', { ...addresses, positions, channels }, pairs({ channels }), 1); // each part packs the blocks again
    }
  },
});
