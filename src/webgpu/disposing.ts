import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** The result of `use`, without the intermediate tensor that it reads. */
export function disposing(backend: KernelBackend, tensor: TensorInfo, use: (x: TensorInfo) => TensorInfo): TensorInfo {
  return disposingAll(backend, (intermediate) => use(intermediate(tensor)));
}

/** The result of `run`, without the tensors that it passes to its argument. */
export function disposingAll(
  backend: KernelBackend,
  run: (intermediate: (tensor: TensorInfo) => TensorInfo) => TensorInfo,
): TensorInfo {
  const intermediates: TensorInfo[] = [];
  try {
    return run((tensor) => {
      intermediates.push(tensor);
      return tensor;
    });
  } finally {
    for (const { dataId } of intermediates) backend.disposeData(dataId);
  }
}
