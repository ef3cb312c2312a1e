import { DepthwiseConv2dNativeBackpropInput } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { TrainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type DepthwiseAttributes, scratchSizes, sizes } from './sizes';

/** tfjs has no such kernel on WASM. */
export const depthwiseInputGradient: TrainingKernel = {
  kernelName: DepthwiseConv2dNativeBackpropInput,
  kernel: () =>
    wasmKernel<Exports, 'dy' | 'filter', DepthwiseAttributes & { inputShape: number[] }>({
      module: wasmModule,
      output: (_inputs, { inputShape }) => inputShape,
      scratch: ({ inputScratchBytes }, { dy, filter }) => inputScratchBytes(scratchSizes(filter.shape, dy)),
      run: ({ inputGradient }, at, { dy, filter }, attributes) =>
        inputGradient({ ...at, dx: at.output, ...sizes(attributes.inputShape, filter.shape, dy, attributes) }),
    }),
};
