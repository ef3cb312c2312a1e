import { FusedConv2D } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../activation';
import { type ConvolutionAttributes, requireChannelsLast } from '../convolutionGeometry';
import { explicit } from '../explicitPad';
import { areFinite } from '../reduction/areFinite';
import { trainingKernel } from '../trainingKernel';
import { convolution, fasterThanStock } from './conv2D';

/** Stock has the faults of its Conv2D, also for a NaN of the bias, and is slower where Winograd's algorithm applies. */
export const fusedConv2D = /* @__PURE__ */ trainingKernel<
  'x' | 'filter' | keyof Fused,
  ConvolutionAttributes & FusedAttributes
>(FusedConv2D, (stock) => (call) => {
  const { attrs } = call;
  const { x, filter, ...fused } = call.inputs;
  requireChannelsLast('FusedConv2D', attrs);
  const unfused = { ...call, inputs: { x, filter } };
  const ours = fasterThanStock(unfused);
  if (!ours && areFinite(fused, call.backend)) return stock({ ...call, attrs: { ...attrs, pad: explicit(attrs.pad) } });
  return addBiasAndActivate((ours ?? convolution)(unfused), fused, attrs, call.backend);
});
