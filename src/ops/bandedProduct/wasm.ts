import { wasmKernel } from '../../wasm/wasmKernel';
import type { BandedMatrix } from './banded';
import { type Exports, wasmModule } from './module.generated';

export const bandedProductWasm = /* @__PURE__ */ wasmKernel<
  Exports,
  'x' | 'starts' | 'firsts' | 'weights' | 'wanted',
  BandedMatrix
>({
  module: wasmModule,
  output: ({ x }, { rows }) => [x.shape[0], rows.length, x.shape[2]],
  dtypes: { starts: 'int32', firsts: 'int32' },
  run: ({ bandedProduct }, at, { x }, { rows }) => {
    const [outer, size, inner] = x.shape;
    bandedProduct({ ...at, y: at.output, outer, size, rows: rows.length, inner });
  },
});
