import { sum, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

/** The sum over every axis but the batch, one axis at a time: the WASM backend adds in float32, and short sums err less. */
export function sumPerExample(x: Tensor): Tensor1D {
  let result = x;
  for (let axis = x.rank - 1; axis > 0; axis--) result = sum(result, axis);
  return result as Tensor1D;
}
