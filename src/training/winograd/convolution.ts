import type { backend_util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo } from '../convolutionGeometry';
import { wasmModule } from './module.generated';

/** Conv2D. */
export const winogradConvolution = /* @__PURE__ */ wasmKernel<'x' | 'filter', ConvolutionAttributes>({
  module: wasmModule,
  output: ({ x, filter }, attributes) => convolutionInfo(x.shape, filter.shape, attributes).outShape,
  scratch: ({ scratchBytes }, { filter: { shape } }) => scratchBytes(shape[2], shape[3]),
  run: ({ convolve }, at, { x, filter }, attributes) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    convolve(at.x, at.filter, at.output, at.scratch, ...winogradSizes(info, info.outShape));
  },
});

/** What the module's functions take, in their order: the sizes of input and output, then the pads. */
export function winogradSizes(info: backend_util.Conv2DInfo, [, outHeight, outWidth]: number[]): number[] {
  return [...info.inShape, outHeight, outWidth, info.outChannels, info.padInfo.top, info.padInfo.left];
}
