import { Conv3DBackpropInputV2 } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type Conv3DAttributes, scratchSizes, sizes } from './sizes';

/** Stock gives other numbers. */
export const conv3DInputGradient: TrainingKernel = {
  kernelName: Conv3DBackpropInputV2,
  kernel: () =>
    wasmKernel<Exports, 'dy' | 'filter', Conv3DAttributes & { inputShape: number[] }>({
      module: wasmModule,
      output: (_inputs, { inputShape }) => inputShape,
      scratch: ({ inputScratchBytes }, { filter }) => inputScratchBytes(scratchSizes(filter.shape)),
      run: ({ inputGradient }, at, { filter }, attributes) =>
        inputGradient({ ...at, dx: at.output, ...sizes(attributes.inputShape, filter.shape, attributes) }),
    }),
};
