import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

/** A number takes as long as 100 products. */
const products = ({ x }: { x: TensorInfo }) => 100 * util.sizeFromShape(x.shape);

export const bernoulliLogLikelihoodWasm = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'logits'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  products,
  run: (_, at, { x }, _attributes, { spread }) =>
    spread(
      'logLikelihood',
      { ...at, length: util.sizeFromShape(x.shape) },
      { units: 'length', bytes: { x: 4, logits: 4, output: 4 } },
    ),
});

export const bernoulliLogLikelihoodGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'x' | 'logits'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  products,
  run: (_, at, { x }, _attributes, { spread }) =>
    spread(
      'logLikelihoodGrad',
      { ...at, length: util.sizeFromShape(x.shape) },
      { units: 'length', bytes: { dy: 4, x: 4, logits: 4, output: 4 } },
    ),
});
