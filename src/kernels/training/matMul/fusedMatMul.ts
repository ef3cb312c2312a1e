import { _FusedMatMul, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../activation';
import type { TrainingKernel } from '../trainingKernel';
import { batchMatMul } from './batchMatMul';

/** Where a or b is transposed, stock adds the last number of the bias to every row but the first. */
export const fusedMatMul: TrainingKernel = {
  kernelName: _FusedMatMul,
  kernel: () => {
    const product = batchMatMul.kernel(undefined);
    return ({ inputs, attrs, backend }) =>
      addBiasAndActivate(
        product({ inputs: { a: inputs.a, b: inputs.b }, attrs, backend }) as TensorInfo,
        inputs as Fused,
        attrs as unknown as FusedAttributes,
        backend as KernelBackend,
      );
  },
};
