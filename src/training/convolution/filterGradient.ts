import { type backend_util, Conv2DBackpropFilter } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import {
  type ConvolutionAttributes,
  type ConvolutionInfo,
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

const byWindows = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'dy', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.filterShape,
  ownScratch: ({ scratchBytes }, { x, dy }) => scratchBytes({ taps: 1, channels: x.shape[3], outputs: dy.shape[3] }),
  products: (_, { info }) => productsOf(info),
  run: ({ blocks }, at, { dy }, { info }, { split, threads }) => {
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
export const conv2DFilterGradient = /* @__PURE__ */ trainingKernel<
  'x' | 'dy',
  ConvolutionAttributes & { filterShape: number[] }
>(Conv2DBackpropFilter, () => ({ inputs, attrs, backend }) => {
  requireChannelsLast('Conv2DBackpropFilter', attrs);
  const { x, dy } = inputs;
  const info = convolutionInfo(x.shape, attrs.filterShape, attrs);
  const [ofWindows, ofDirect] = [costByWindows(info, dy.shape), directFilterGradientCost(info, dy.shape)];
  const isFaster = winogradFilterGradientCost(info, dy.shape) < Math.min(ofWindows, ofDirect);
  const tiles = dy.shape[0] * dy.shape[1] * dy.shape[2];
  const call = { inputs, attrs: { info }, backend };
  return isFaster && staysFinite(largestMagnitude(x, backend), largestMagnitude(dy, backend), tiles)
    ? winogradFilterGradient(call)
    : (ofDirect < ofWindows ? directFilterGradient : byWindows)(call);
});
