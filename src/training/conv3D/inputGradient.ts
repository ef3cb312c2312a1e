import { Conv3DBackpropInputV2 } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type Conv3DAttributes, scratchSizes, sizes } from './sizes';

type InputGradientAttributes = Conv3DAttributes & { inputShape: number[] };

/** Stock is wrong. */
export const conv3DInputGradient = /* @__PURE__ */ trainingKernel<'dy' | 'filter', InputGradientAttributes>(
  Conv3DBackpropInputV2,
  () =>
    wasmKernel<Exports, 'dy' | 'filter', InputGradientAttributes>({
      module: wasmModule,
      output: (_, { inputShape }) => inputShape,
      scratch: ({ inputScratchBytes }, { filter }) => inputScratchBytes(scratchSizes(filter.shape)),
      run: ({ inputGradient }, at, { filter }, attributes) =>
        inputGradient({ ...at, dx: at.output, ...sizes(attributes.inputShape, filter.shape, attributes) }),
    }),
);
