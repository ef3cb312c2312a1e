import { wasmKernel } from '../../wasm/wasmKernel';
import type { MattingAttributes } from '../matting/composedWindows';
import { type Exports, wasmModule } from './module.generated';

export const preconditionerWasm = /* @__PURE__ */ wasmKernel<Exports, 'image' | 'weights', MattingAttributes>({
  module: wasmModule,
  output: ({ weights }) => [hierarchySize(weights.shape)],
  scratch: ({ buildBytes }, { weights }) => buildBytes(size(weights.shape)),
  run: ({ build }, at, { image, weights }, { epsilon }) =>
    build({ ...at, colours: image.shape[0], ...size(weights.shape), epsilon }),
});

export const cycleWasm = /* @__PURE__ */ wasmKernel<Exports, 'preconditioner' | 'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  scratch: ({ cycleBytes }, { x }) => cycleBytes(size(x.shape)),
  run: ({ cycle }, at, { x }) => cycle({ ...at, ...size(x.shape) }),
});

const size = ([height, width]: number[]) => ({ height, width });

/** The numbers in the planes of all levels, as `assembly/level.ts` lays them out. */
function hierarchySize([height, width]: number[]): number {
  const planes = 15 * (height + 4) * (4 * Math.ceil(width / 4) + 8);
  return height * width === 1 ? planes : planes + hierarchySize([Math.ceil(height / 2), Math.ceil(width / 2)]);
}
