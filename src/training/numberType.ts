import type { TensorInfo } from '@tensorflow/tfjs-core';

/** The type that a kernel of float32 and int32 takes of this tensor: one of another type it refuses. */
export const numberType = ({ dtype }: TensorInfo): 'float32' | 'int32' => (dtype === 'float32' ? 'float32' : 'int32');
