import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionInfo, productsOf, sizesOf } from '../convolutionGeometry';
import { type Exports, wasmModule } from './module.generated';

/** Conv2DBackpropFilter without dilation. */
export const directFilterGradient = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'dy', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.filterShape,
  ownScratch: ({ ownFilterBytes }, { dy }, { info }) => ownFilterBytes(sizesOf(info, dy.shape)),
  products: (_, { info }) => productsOf(info),
  run: ({ tiles }, at, { dy }, { info }, { split }) => {
    const named = { ...at, dfilter: at.output, ...sizesOf(info, dy.shape) };
    split('filterGradient', named, tiles(named), 1); // each part copies all strips
  },
});
