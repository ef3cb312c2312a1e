import { FusedConv2D, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../activation';
import type { TrainingKernel } from '../trainingKernel';
import { conv2D } from './conv2D';

/** Stock has the faults of its Conv2D. */
export const fusedConv2D: TrainingKernel = {
  kernelName: FusedConv2D,
  kernel: () => {
    const convolution = conv2D.kernel(undefined);
    return ({ inputs, attrs, backend }) =>
      addBiasAndActivate(
        convolution({ inputs: { x: inputs.x, filter: inputs.filter }, attrs, backend }) as TensorInfo,
        inputs as Fused,
        attrs as unknown as FusedAttributes,
        backend as KernelBackend,
      );
  },
};
