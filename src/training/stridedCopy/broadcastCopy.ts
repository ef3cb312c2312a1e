import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { broadcastStrides } from './broadcastStrides';
import { stridedCopy } from './stridedCopy';

/** Broadcasts a tensor to a shape. */
export function broadcastCopy(x: TensorInfo, shape: number[], backend: KernelBackend): TensorInfo {
  const strides = broadcastStrides(x.shape, shape.length);
  const dimensions = shape.map((size, axis) => ({ size, stride: strides[axis] }));
  return stridedCopy(x, { shape, dimensions }, backend);
}
