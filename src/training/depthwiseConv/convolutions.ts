import { DepthwiseConv2dNative, FusedDepthwiseConv2D } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../addBiasAndActivate';
import type { ConvolutionInfo } from '../convolutionGeometry';
import { sides } from '../explicitPad';
import { areFinite } from '../reduction/areFinite';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type DepthwiseAttributes, depthwiseInfo, sizes } from './sizes';

const byTaps = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', ConvolutionInfo>({
  module: wasmModule,
  output: (_, { info }) => info.outShape,
  scratch: ({ scratchBytes }) => scratchBytes(),
  run: ({ setSizes, convolve }, at, _, { info }) => {
    setSizes({ ...at, ...sizes(info, info.outShape) });
    convolve(at);
  },
});

/**
 * Stock computes the wrong size for a number as pad, pads 'same' differently where strides exceed the filter, turns NaN
 * into −∞, and traps without channels.
 */
const mended = (kernelName: string): TrainingKernel =>
  trainingKernel<'x' | 'filter' | keyof Fused, DepthwiseAttributes & FusedAttributes>(kernelName, (stock) => (call) => {
    const { attrs, backend } = call;
    const { x, filter, ...fused } = call.inputs;
    const info = depthwiseInfo(x.shape, filter.shape, attrs);
    if (!info.outShape.includes(0) && areFinite(call.inputs, backend)) {
      return stock({ ...call, attrs: { ...attrs, pad: sides(info.padInfo) } });
    }
    const product = byTaps({ inputs: { x, filter }, attrs: { info }, backend });
    return addBiasAndActivate(product, fused, { ...attrs, activation: attrs.activation ?? 'linear' }, backend);
  });

export const depthwiseConv2dNative = /* @__PURE__ */ mended(DepthwiseConv2dNative);
export const fusedDepthwiseConv2D = /* @__PURE__ */ mended(FusedDepthwiseConv2D);
