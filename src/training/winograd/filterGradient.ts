import { wasmKernel } from '../../wasm/wasmKernel';
import { type ConvolutionAttributes, convolutionInfo } from '../convolutionGeometry';
import { winogradSizes } from './convolution';
import { wasmModule } from './module.generated';

/** Conv2DBackpropFilter. */
export const winogradFilterGradient = /* @__PURE__ */ wasmKernel<
  'x' | 'dy',
  ConvolutionAttributes & { filterShape: number[] }
>({
  module: wasmModule,
  output: (_, { filterShape }) => filterShape,
  scratch: ({ filterScratchBytes }) => filterScratchBytes(),
  run: ({ backpropFilter }, at, { x, dy }, attributes) => {
    const info = convolutionInfo(x.shape, attributes.filterShape, attributes);
    backpropFilter(at.x, at.dy, at.output, at.scratch, ...winogradSizes(info, dy.shape));
  },
});
