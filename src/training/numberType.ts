import type { TensorInfo } from '@tensorflow/tfjs-core';

/** The dtype with which a kernel of float32 and int32 takes this tensor. The kernel rejects any other dtype. */
export const numberType = ({ dtype }: TensorInfo): 'float32' | 'int32' => (dtype === 'float32' ? 'float32' : 'int32');
