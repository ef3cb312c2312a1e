import { DepthwiseConv2dNativeBackpropFilter } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type DepthwiseAttributes, scratchSizes, sizes } from './sizes';

/** tfjs has no such kernel on WASM. */
export const depthwiseFilterGradient: TrainingKernel = {
  kernelName: DepthwiseConv2dNativeBackpropFilter,
  kernel: () =>
    wasmKernel<Exports, 'x' | 'dy', DepthwiseAttributes & { filterShape: number[] }>({
      module: wasmModule,
      output: (_inputs, { filterShape }) => filterShape,
      scratch: ({ filterScratchBytes }, { dy }, { filterShape }) => filterScratchBytes(scratchSizes(filterShape, dy)),
      run: ({ filterGradient }, at, { x, dy }, attributes) =>
        filterGradient({ ...at, df: at.output, ...sizes(x.shape, attributes.filterShape, dy, attributes) }),
    }),
};
