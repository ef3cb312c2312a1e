import { FusedConv2D } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../addBiasAndActivate';
import { type ConvolutionAttributes, convolutionInfo, requireChannelsLast } from '../convolutionGeometry';
import { explicit } from '../explicitPad';
import { areFinite } from '../reduction/areFinite';
import { trainingKernel } from '../trainingKernel';
import { convolutionByWindows, fasterThanStock } from './conv2D';

/** Stock has the faults of its Conv2D, also for a NaN of the bias, and is slower where Winograd's algorithm applies. */
export const fusedConv2D = /* @__PURE__ */ trainingKernel<
  'x' | 'filter' | keyof Fused,
  ConvolutionAttributes & FusedAttributes
>(FusedConv2D, (stock) => (call) => {
  const { attrs, backend } = call;
  const { x, filter, ...fused } = call.inputs;
  requireChannelsLast('FusedConv2D', attrs);
  const inputs = { x, filter };
  const info = convolutionInfo(x.shape, filter.shape, attrs);
  const ours = fasterThanStock(inputs, info, backend);
  if (!ours && areFinite(fused, backend)) return stock({ ...call, attrs: { ...attrs, pad: explicit(attrs.pad) } });
  const product = (ours ?? convolutionByWindows)({ inputs, attrs: { info }, backend });
  return addBiasAndActivate(product, fused, attrs, backend);
});
