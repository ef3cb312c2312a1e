import { type backend_util, FusedConv2D, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../addBiasAndActivate';
import { type ConvolutionAttributes, convolutionInfo, requireChannelsLast } from '../convolutionGeometry';
import { explicit } from '../explicitPad';
import { areFinite } from '../reduction/areFinite';
import { trainingKernel } from '../trainingKernel';
import { winogradConvolution } from '../winograd/convolution';
import { convolutionByWindows, fasterThanStock } from './conv2D';

/** Whether the bias, if there is one, has a number for each output. */
const isPerOutput = (bias: TensorInfo | undefined, { outChannels }: backend_util.Conv2DInfo) =>
  !bias || (bias.shape.at(-1) === outChannels && util.sizeFromShape(bias.shape) === outChannels);

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
  const relu = attrs.activation === 'relu';
  if (ours === winogradConvolution && (relu || attrs.activation === 'linear') && isPerOutput(fused.bias, info)) {
    return winogradConvolution({ inputs: { ...inputs, bias: fused.bias }, attrs: { info, relu }, backend });
  }
  const product = (ours ?? convolutionByWindows)({ inputs, attrs: { info }, backend });
  return addBiasAndActivate(product, fused, attrs, backend);
});
