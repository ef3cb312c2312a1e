import { Conv3DBackpropFilterV2 } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type Conv3DAttributes, scratchSizes, sizes } from './sizes';

/** Stock gives other numbers where strides are larger than 1. */
export const conv3DFilterGradient: TrainingKernel = {
  kernelName: Conv3DBackpropFilterV2,
  kernel: () =>
    wasmKernel<Exports, 'x' | 'dy', Conv3DAttributes & { filterShape: number[] }>({
      module: wasmModule,
      output: (_inputs, { filterShape }) => filterShape,
      scratch: ({ filterScratchBytes }, _inputs, { filterShape }) => filterScratchBytes(scratchSizes(filterShape)),
      run: ({ filterGradient }, at, { x }, attributes) =>
        filterGradient({ ...at, df: at.output, ...sizes(x.shape, attributes.filterShape, attributes) }),
    }),
};
