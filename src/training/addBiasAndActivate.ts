import {
  Add,
  Elu,
  type KernelBackend,
  LeakyRelu,
  Prelu,
  Relu,
  Relu6,
  Sigmoid,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { runKernelNamed } from './runKernelNamed';

/** The inputs and attributes that tfjs's fused kernels take in addition to the factors of their product. */
export interface Fused {
  bias?: TensorInfo;
  preluActivationWeights?: TensorInfo;
}

export interface FusedAttributes {
  activation: string;
  leakyreluAlpha?: number;
}

/** The kernel of each activation except `linear`. */
const activations: Record<string, string> = {
  relu: Relu,
  relu6: Relu6,
  prelu: Prelu,
  leakyrelu: LeakyRelu,
  sigmoid: Sigmoid,
  elu: Elu,
};

/** activation(product + bias), by tfjs's kernels. Disposes of the product if the result is another tensor. */
export function addBiasAndActivate(
  product: TensorInfo,
  { bias, preluActivationWeights }: Fused,
  { activation, leakyreluAlpha }: FusedAttributes,
  backend: KernelBackend,
): TensorInfo {
  let result = product;
  const replace = (next: TensorInfo) => {
    backend.disposeData(result.dataId);
    result = next;
  };
  if (bias) replace(runKernelNamed(Add, backend, { a: result, b: bias }));
  if (activation === 'linear') return result;
  if (!(activation in activations)) throw new Error(`The WASM backend has no activation '${activation}'`);
  const weights = preluActivationWeights && { alpha: preluActivationWeights };
  replace(runKernelNamed(activations[activation], backend, { x: result, ...weights }, { alpha: leakyreluAlpha }));
  return result;
}
