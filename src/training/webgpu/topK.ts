import { type TensorInfo, TopK, zeros } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';

/** Stock fails for an empty tensor. */
export const topK = /* @__PURE__ */ trainingKernel<'x', { k: number }, TensorInfo[]>(TopK, (stock) => (call) => {
  const { x } = call.inputs;
  const shape = [...x.shape.slice(0, -1), call.attrs.k];
  return shape.includes(0) ? [zeros(shape, x.dtype), zeros(shape, 'int32')] : stock(call);
});
