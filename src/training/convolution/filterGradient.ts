import { type backend_util, Conv2DBackpropFilter, type TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import {
  type ConvolutionAttributes,
  convolutionInfo,
  padded,
  requireChannelsLast,
  sizesOf,
} from '../convolutionGeometry';
import type { TrainingKernel } from '../trainingKernel';
import { winogradFilterGradientCost } from '../winograd/cost';
import { winogradFilterGradient } from '../winograd/filterGradient';
import { type Exports, wasmModule } from './module.generated';

interface FilterGradientAttributes extends ConvolutionAttributes {
  filterShape: number[];
}

const byWindows = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'dy', FilterGradientAttributes>({
  module: wasmModule,
  output: (_, { filterShape }) => filterShape,
  scratch: ({ scratchBytes }, { x, dy }) => scratchBytes({ taps: 1, channels: x.shape[3], outputs: dy.shape[3] }),
  run: ({ filterGradient }, at, { x, dy }, attributes) => {
    const info = convolutionInfo(x.shape, attributes.filterShape, attributes);
    filterGradient({ ...at, dfilter: at.output, ...sizesOf(info, dy.shape) });
  },
});

/** In products: every window's patch is copied, number by number, and multiplied in eights. */
function costByWindows(info: backend_util.Conv2DInfo, [batch, outHeight, outWidth, outputs]: number[]): number {
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  return batch * outHeight * outWidth * (padded(patch) * padded(outputs) + 20 * patch);
}

/** Stock has none, so that no net with a convolution trains. */
export const conv2DFilterGradient: TrainingKernel = {
  kernelName: Conv2DBackpropFilter,
  kernel: () => (parameters) => {
    const { x, dy } = parameters.inputs as Record<'x' | 'dy', TensorInfo>;
    const attributes = parameters.attrs as unknown as FilterGradientAttributes;
    requireChannelsLast('Conv2DBackpropFilter', attributes);
    const info = convolutionInfo(x.shape, attributes.filterShape, attributes);
    const isWinogradFaster = winogradFilterGradientCost(info, dy.shape) < costByWindows(info, dy.shape);
    return isWinogradFaster ? winogradFilterGradient(parameters) : byWindows(parameters);
  },
};
