import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** A tensor of the same numbers, which live until the last of those who share them is disposed. */
export function share({ dataId, shape, dtype }: TensorInfo, backend: KernelBackend): TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
