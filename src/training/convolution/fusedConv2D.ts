import { FusedConv2D } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../activation';
import { type ConvolutionAttributes, requireChannelsLast } from '../convolutionGeometry';
import { explicit } from '../explicitPad';
import { trainingKernel } from '../trainingKernel';
import { fasterThanStock } from './conv2D';

/** Stock has the faults of its Conv2D, and is slower where Winograd's algorithm applies. */
export const fusedConv2D = /* @__PURE__ */ trainingKernel<
  'x' | 'filter' | keyof Fused,
  ConvolutionAttributes & FusedAttributes
>(FusedConv2D, (stock) => (call) => {
  const { attrs } = call;
  const { x, filter, ...fused } = call.inputs;
  requireChannelsLast('FusedConv2D', attrs);
  const convolution = { ...call, inputs: { x, filter } };
  const ours = fasterThanStock(convolution);
  if (ours) return addBiasAndActivate(ours(convolution), fused, attrs, call.backend);
  return stock({ ...call, attrs: { ...attrs, pad: explicit(attrs.pad) } });
});
