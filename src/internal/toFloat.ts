import { cast, mul, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Integers or booleans as float32. On WebGPU a mere cast renames the integer buffer, which transpose, matMul and others
 * that read it directly cannot compile; an arithmetic op converts it.
 */
export const toFloat = (x: Tensor): Tensor => mul(cast(x, 'float32'), 1);
