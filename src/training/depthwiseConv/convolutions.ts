import { DepthwiseConv2dNative, FusedDepthwiseConv2D } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../activation';
import { sides } from '../explicitPad';
import { areFinite } from '../reduction/areFinite';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { type DepthwiseAttributes, depthwiseInfo, sizes } from './sizes';

const byTaps = /* @__PURE__ */ wasmKernel<Exports, 'x' | 'filter', DepthwiseAttributes>({
  module: wasmModule,
  output: ({ x, filter }, attributes) => depthwiseInfo(x.shape, filter.shape, attributes).outShape,
  scratch: ({ scratchBytes }) => scratchBytes(),
  run: ({ setSizes, convolve }, at, { x, filter }, attributes) => {
    const { outShape } = depthwiseInfo(x.shape, filter.shape, attributes);
    setSizes({ ...at, ...sizes(x.shape, filter.shape, outShape, attributes) });
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
    const { padInfo, outShape } = depthwiseInfo(x.shape, filter.shape, attrs);
    if (!outShape.includes(0) && areFinite(call.inputs, backend)) {
      return stock({ ...call, attrs: { ...attrs, pad: sides(padInfo) } });
    }
    const product = byTaps({ inputs: { x, filter }, attrs, backend });
    return addBiasAndActivate(product, fused, { ...attrs, activation: attrs.activation ?? 'linear' }, backend);
  });

export const depthwiseConv2dNative = /* @__PURE__ */ mended(DepthwiseConv2dNative);
export const fusedDepthwiseConv2D = /* @__PURE__ */ mended(FusedDepthwiseConv2D);
