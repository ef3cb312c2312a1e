import { fill, reshape, type Tensor } from '@tensorflow/tfjs-core';

/** Float32 zeros in the shape of a tensor. tfjs's `zerosLike` throws on WebGPU for more than six axes. */
export const zerosLike = <T extends Tensor>({ size, shape }: T): T => reshape(fill([size], 0), shape) as T;
