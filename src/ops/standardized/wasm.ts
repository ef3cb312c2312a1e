import type { TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

const sizesOf = ({ shape: [batch, channels, length] }: TensorInfo) => ({ rows: batch * channels, length });

export const standardizedWasm = /* @__PURE__ */ wasmKernel<Exports, 'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  run: ({ standardized }, at, { x }) => standardized({ ...at, y: at.output, ...sizesOf(x) }),
});

export const standardizedGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  run: ({ standardizedGrad }, at, { x }) => standardizedGrad({ ...at, dx: at.output, ...sizesOf(x) }),
});
