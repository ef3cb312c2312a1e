import { wasmKernel } from '../../wasm/wasmKernel';
import type { WindowAttributes } from './matting';
import { wasmModule } from './module.generated';

/** Nothing: these kernels compute the statistics of a window when they come to it, faster than they could read them. */
export const windowsWasm = /* @__PURE__ */ wasmKernel<'image', WindowAttributes>({
  module: wasmModule,
  output: ({ image }) => [image.shape[0], image.shape[0] + 1, 0, 0],
  run: () => {},
});

export const applyWasm = /* @__PURE__ */ wasmKernel<'image' | 'x', WindowAttributes>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  scratch: ({ scratchBytes }, { x }, { radius }) => scratchBytes(x.shape[1], radius, x.shape[2], x.shape[2]),
  run: ({ apply }, at, { image, x }, { radius, epsilon }) => {
    apply(at.image, at.x, at.output, at.scratch, ...image.shape, x.shape[2], radius, epsilon);
  },
});

export const energyWasm = /* @__PURE__ */ wasmKernel<'image' | 'x', WindowAttributes>({
  module: wasmModule,
  output: () => [],
  scratch: ({ scratchBytes }, { x }, { radius }) => scratchBytes(x.shape[1], radius, x.shape[2], 0),
  run: ({ energy }, at, { image, x }, { radius, epsilon }) => {
    energy(at.image, at.x, at.output, at.scratch, ...image.shape, x.shape[2], radius, epsilon);
  },
});

export const diagonalWasm = /* @__PURE__ */ wasmKernel<'image', WindowAttributes>({
  module: wasmModule,
  output: ({ image }) => image.shape.slice(1),
  scratch: ({ scratchBytes }, { image }, { radius }) => scratchBytes(image.shape[2], radius, 0, 1),
  run: ({ diagonal }, at, { image }, { radius, epsilon }) => {
    diagonal(at.image, at.output, at.scratch, ...image.shape, radius, epsilon);
  },
});
