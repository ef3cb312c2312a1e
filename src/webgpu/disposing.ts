import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** The result of `use`, without the intermediate tensor that it reads. */
export function disposing(backend: KernelBackend, tensor: TensorInfo, use: (x: TensorInfo) => TensorInfo): TensorInfo {
  try {
    return use(tensor);
  } finally {
    backend.disposeData(tensor.dataId);
  }
}
