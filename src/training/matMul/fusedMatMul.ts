import { _FusedMatMul } from '@tensorflow/tfjs-core';
import { addBiasAndActivate, type Fused, type FusedAttributes } from '../addBiasAndActivate';
import { trainingKernel } from '../trainingKernel';
import { type MatMulAttributes, matrixProduct } from './batchMatMul';

/** If a or b is transposed, stock adds the last number of the bias to every row except the first. */
export const fusedMatMul = /* @__PURE__ */ trainingKernel<'a' | 'b' | keyof Fused, MatMulAttributes & FusedAttributes>(
  _FusedMatMul,
  () => (call) => {
    const { a, b, ...fused } = call.inputs;
    return addBiasAndActivate(matrixProduct({ ...call, inputs: { a, b } }), fused, call.attrs, call.backend);
  },
);
