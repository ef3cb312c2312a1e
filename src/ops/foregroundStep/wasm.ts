import { wasmKernel } from '../../wasm/wasmKernel';
import type { ForegroundStepAttributes } from './composed';
import { type Exports, wasmModule } from './module.generated';

export const foregroundStepWasm = /* @__PURE__ */ wasmKernel<Exports, 'level' | 'colours', ForegroundStepAttributes>({
  module: wasmModule,
  output: ({ colours }) => colours.shape,
  run: ({ foregroundStep }, at, { level }, { epsilon }) => {
    const [depth, height, width] = level.shape;
    foregroundStep({ ...at, channels: depth - 1, height, width, epsilon });
  },
});
