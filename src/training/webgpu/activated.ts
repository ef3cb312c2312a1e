import { elu, leakyRelu, prelu, relu, relu6, sigmoid, type Tensor } from '@tensorflow/tfjs-core';

/** Whether the programs of stock that fuse this activation keep NaN and infinity. */
export const isActivationSafe = (activation?: string): boolean =>
  !['elu', 'leakyrelu', 'prelu', 'relu6', 'sigmoid'].includes(activation ?? 'linear');

/** The activation of tfjs's fused ops, by ops of their own. */
export function activated(x: Tensor, activation = 'linear', weights?: Tensor, alpha?: number): Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return relu(x);
    case 'relu6':
      return relu6(x);
    case 'elu':
      return elu(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'prelu':
      return prelu(x, weights!);
    case 'leakyrelu':
      return leakyRelu(x, alpha);
    default:
      throw new Error(`The WebGPU backend has no activation '${activation}'`);
  }
}
