import { cast, mul, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Integers or booleans as float32. On WebGPU a cast alone only relabels the integer buffer. Ops such as transpose and
 * matMul that read the buffer directly then fail to compile, so an arithmetic op converts it.
 */
export const toFloat = (x: Tensor): Tensor => mul(cast(x, 'float32'), 1);
