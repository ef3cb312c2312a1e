import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** Another tensor with the same numbers, which live until the last tensor that shares them is disposed. */
export function share({ dataId, shape, dtype }: TensorInfo, backend: KernelBackend): TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
