import { Conv3DBackpropFilterV2 } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type Conv3DAttributes, scratchSizes, sizes } from './sizes';

type FilterGradientAttributes = Conv3DAttributes & { filterShape: number[] };

/** Stock is wrong where strides exceed 1. */
export const conv3DFilterGradient = /* @__PURE__ */ trainingKernel<'x' | 'dy', FilterGradientAttributes>(
  Conv3DBackpropFilterV2,
  () =>
    wasmKernel<Exports, 'x' | 'dy', FilterGradientAttributes>({
      module: wasmModule,
      output: (_, { filterShape }) => filterShape,
      scratch: ({ filterScratchBytes }, _, { filterShape }) => filterScratchBytes(scratchSizes(filterShape)),
      run: ({ filterGradient }, at, { x }, attributes) =>
        filterGradient({ ...at, dfilter: at.output, ...sizes(x.shape, attributes.filterShape, attributes) }),
    }),
);
