import type { TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { MattingAttributes } from './composedWindows';
import { type Exports, wasmModule } from './module.generated';

/**
 * An empty tensor: these kernels compute the statistics of a window when they reach it, faster than they could read
 * them.
 */
export const windowsWasm = /* @__PURE__ */ wasmKernel<Exports, 'image', MattingAttributes>({
  module: wasmModule,
  output: ({ image }) => [image.shape[0], image.shape[0] + 1, 0, 0],
  run: () => {},
});

export const applyWasm = /* @__PURE__ */ wasmKernel<Exports, 'image' | 'x', MattingAttributes>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  scratch: ({ scratchBytes }, { x: { shape } }, { radius }) =>
    scratchBytes({ width: shape[1], radius, xChannels: shape[2], outputChannels: shape[2] }),
  run: ({ apply }, at, { image, x }, { radius, epsilon }) => {
    apply({ ...at, ...planes(image), channels: x.shape[2], radius, epsilon });
  },
});

export const energyWasm = /* @__PURE__ */ wasmKernel<Exports, 'image' | 'x', MattingAttributes>({
  module: wasmModule,
  output: () => [],
  scratch: ({ scratchBytes }, { x: { shape } }, { radius }) =>
    scratchBytes({ width: shape[1], radius, xChannels: shape[2], outputChannels: 0 }),
  run: ({ energy }, at, { image, x }, { radius, epsilon }) => {
    energy({ ...at, ...planes(image), channels: x.shape[2], radius, epsilon });
  },
});

export const diagonalWasm = /* @__PURE__ */ wasmKernel<Exports, 'image', MattingAttributes>({
  module: wasmModule,
  output: ({ image }) => image.shape.slice(1),
  scratch: ({ scratchBytes }, { image }, { radius }) =>
    scratchBytes({ width: image.shape[2], radius, xChannels: 0, outputChannels: 1 }),
  run: ({ diagonal }, at, { image }, { radius, epsilon }) => {
    diagonal({ ...at, ...planes(image), radius, epsilon });
  },
});

function planes({ shape: [colours, height, width] }: TensorInfo) {
  return { colours, height, width };
}
