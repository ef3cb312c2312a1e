import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2D without dilation. */
export const directConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionAttributes>({
  module: wasmModule,
  output: ({ x, filter }, attributes) => convolutionInfo(x.shape, filter.shape, attributes).outShape,
  scratch: ({ scratchBytes }, { x, filter }, attributes) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    return scratchBytes(sizesOf(info, info.outShape));
  },
  run: ({ convolve }, at, { x, filter }, attributes) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    convolve({ ...at, ...sizesOf(info, info.outShape) });
  },
});
