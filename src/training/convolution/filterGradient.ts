import { type backend_util, Conv2DBackpropFilter } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import {
  type ConvolutionAttributes,
  convolutionInfo,
  padded,
  productsOf,
  requireChannelsLast,
  sizesOf,
} from '../convolutionGeometry';
import { directFilterGradientCost } from '../directConvolution/cost';
import { directFilterGradient } from '../directConvolution/filterGradient';
import { widthOfBlocks } from '../matMul/widthOfBlocks';
import { largestMagnitude } from '../reduction/largestMagnitude';
import { trainingKernel } from '../trainingKernel';
import { winogradFilterGradientCost } from '../winograd/cost';
import { winogradFilterGradient } from '../winograd/filterGradient';
import { staysFinite } from '../winograd/staysFinite';
import { type Exports, wasmModule } from './module.generated';

type FilterGradientAttributes = ConvolutionAttributes & { filterShape: number[] };

const byWindows = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'dy', FilterGradientAttributes>({
  module: wasmModule,
  output: (_, { filterShape }) => filterShape,
  ownScratch: ({ scratchBytes }, { x, dy }) => scratchBytes({ taps: 1, channels: x.shape[3], outputs: dy.shape[3] }),
  products: ({ x }, attributes) => productsOf(convolutionInfo(x.shape, attributes.filterShape, attributes)),
  run: ({ blocks }, at, { x, dy }, attributes, { split, threads }) => {
    const info = convolutionInfo(x.shape, attributes.filterShape, attributes);
    const { filterHeight, filterWidth, inChannels, outChannels } = info;
    const down = blocks({ count: filterHeight * filterWidth * inChannels });
    const blockWidth = widthOfBlocks(down, outChannels, threads);
    const named = { ...at, dfilter: at.output, ...sizesOf(info, dy.shape), blockWidth };
    split('filterGradient', named, down * Math.ceil(outChannels / blockWidth));
  },
});

/** Cost in products: the patch of every window is copied, number by number, and multiplied in eights. */
function costByWindows(info: backend_util.Conv2DInfo, [batch, outHeight, outWidth, outputs]: number[]): number {
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  return batch * outHeight * outWidth * (padded(patch) * padded(outputs) + 20 * patch);
}

/** Stock lacks this kernel, so a net with a convolution cannot train. */
export const conv2DFilterGradient = /* @__PURE__ */ trainingKernel<'x' | 'dy', FilterGradientAttributes>(
  Conv2DBackpropFilter,
  () => (call) => {
    const { inputs, attrs } = call;
    requireChannelsLast('Conv2DBackpropFilter', attrs);
    const info = convolutionInfo(inputs.x.shape, attrs.filterShape, attrs);
    const { x, dy } = inputs;
    const [ofWindows, ofDirect] = [costByWindows(info, dy.shape), directFilterGradientCost(info, dy.shape)];
    const isFaster = winogradFilterGradientCost(info, dy.shape) < Math.min(ofWindows, ofDirect);
    const tiles = dy.shape[0] * dy.shape[1] * dy.shape[2];
    return isFaster && staysFinite(largestMagnitude(x, call.backend), largestMagnitude(dy, call.backend), tiles)
      ? winogradFilterGradient(call)
      : (ofDirect < ofWindows ? directFilterGradient : byWindows)(call);
  },
);
