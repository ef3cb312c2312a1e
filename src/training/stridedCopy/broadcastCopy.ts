import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { stridedCopy, stridesOf } from './stridedCopy';

/** Broadcasts a tensor to a shape. */
export function broadcastCopy(x: TensorInfo, shape: number[], backend: KernelBackend): TensorInfo {
  const strides = stridesOf(x.shape);
  const lost = shape.length - x.shape.length;
  const dimensions = shape.map((size, axis) => {
    const own = axis - lost;
    return { size, stride: own < 0 || x.shape[own] === 1 ? 0 : strides[own] };
  });
  return stridedCopy(x, { shape, dimensions }, backend);
}
