import { FusedConv2D, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../activation';
import { type ConvolutionAttributes, convolutionInfo, isStockRight, requireChannelsLast } from '../convolutionGeometry';
import type { TrainingKernel } from '../trainingKernel';
import { conv2D, isWinogradFaster } from './conv2D';

/** Stock has the faults of its Conv2D, and is slower where Winograd's algorithm serves. */
export const fusedConv2D: TrainingKernel = {
  kernelName: FusedConv2D,
  kernel: (stock) => {
    const convolution = conv2D.kernel(undefined);
    return (parameters) => {
      const { x, filter, ...fused } = parameters.inputs as unknown as Record<'x' | 'filter', TensorInfo> & Fused;
      const attributes = parameters.attrs as unknown as FusedAttributes & ConvolutionAttributes;
      requireChannelsLast('FusedConv2D', attributes);
      const info = convolutionInfo(x.shape, filter.shape, attributes);
      if (stock && isStockRight(info) && !isWinogradFaster(info)) return stock(parameters);
      const result = convolution({ ...parameters, inputs: { x, filter } }) as TensorInfo;
      return addBiasAndActivate(result, fused, attributes, parameters.backend as KernelBackend);
    };
  },
};
