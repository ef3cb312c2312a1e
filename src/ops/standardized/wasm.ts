import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type Exports, wasmModule } from './module.generated';

const sizesOf = ({ shape: [batch, channels, length] }: TensorInfo) => ({ rows: batch * channels, length });

/** A number takes as long as 64 products. */
const products = ({ x }: { x: TensorInfo }) => 64 * util.sizeFromShape(x.shape);

export const standardizedWasm = /* @__PURE__ */ wasmKernel<Exports, 'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  products,
  run: (_, at, { x }, _attributes, { spread }) => {
    const { rows, length } = sizesOf(x);
    const bytes = { x: 4 * length, y: 4 * length };
    spread('standardized', { ...at, y: at.output, rows, length }, { units: 'rows', bytes });
  },
});

export const standardizedGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'dy' | 'x'>({
  module: wasmModule,
  output: ({ x }) => x.shape,
  products,
  run: (_, at, { x }, _attributes, { spread }) => {
    const { rows, length } = sizesOf(x);
    const bytes = { dy: 4 * length, x: 4 * length, dx: 4 * length };
    spread('standardizedGrad', { ...at, dx: at.output, rows, length }, { units: 'rows', bytes });
  },
});
