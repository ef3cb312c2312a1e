import { util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

export const bernoulliLogLikelihoodWasm = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'logits'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  run: ({ logLikelihood }, at, { x }) => logLikelihood({ ...at, length: util.sizeFromShape(x.shape) }),
});
