import { _FusedMatMul, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../activation';
import type { TrainingKernel } from '../trainingKernel';
import { batchMatMul } from './batchMatMul';

/** Where a or b is transposed, stock adds the last number of the bias to every row but the first. */
export const fusedMatMul: TrainingKernel = {
  kernelName: _FusedMatMul,
  kernel: () => {
    const product = batchMatMul.kernel(undefined);
    return (parameters) => {
      const { a, b, ...fused } = parameters.inputs as unknown as Record<'a' | 'b', TensorInfo> & Fused;
      const attributes = parameters.attrs as unknown as FusedAttributes & { transposeA: boolean; transposeB: boolean };
      const result = product({ ...parameters, inputs: { a, b } }) as TensorInfo;
      return addBiasAndActivate(result, fused, attributes, parameters.backend as KernelBackend);
    };
  },
};
