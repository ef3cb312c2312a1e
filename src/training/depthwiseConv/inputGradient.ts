import { DepthwiseConv2dNativeBackpropInput } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type DepthwiseAttributes, depthwiseInfo, scratchSizes, sizes } from './sizes';

type InputGradientAttributes = DepthwiseAttributes & { inputShape: number[] };

/** tfjs has no such kernel on WASM. */
export const depthwiseInputGradient = /* @__PURE__ */ trainingKernel<'dy' | 'filter', InputGradientAttributes>(
  DepthwiseConv2dNativeBackpropInput,
  () =>
    wasmKernel<Exports, 'dy' | 'filter', InputGradientAttributes>({
      module: wasmModule,
      output: (_, { inputShape }) => inputShape,
      scratch: ({ inputScratchBytes }, { dy, filter }) => inputScratchBytes(scratchSizes(filter.shape, dy)),
      run: ({ setSizes, inputGradient }, at, { dy, filter }, attributes) => {
        setSizes({ ...at, ...sizes(depthwiseInfo(attributes.inputShape, filter.shape, attributes), dy.shape) });
        inputGradient({ ...at, dx: at.output });
      },
    }),
);
