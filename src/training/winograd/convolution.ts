import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2D. */
export const winogradConvolution = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionAttributes>({
  module: wasmModule,
  output: ({ x, filter }, attributes) => convolutionInfo(x.shape, filter.shape, attributes).outShape,
  scratch: ({ scratchBytes }, { filter: { shape } }) => scratchBytes({ channels: shape[2], outputs: shape[3] }),
  run: ({ convolve }, at, { x, filter }, attributes) => {
    const info = convolutionInfo(x.shape, filter.shape, attributes);
    convolve({ ...at, ...sizesOf(info, info.outShape) });
  },
});
