import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** The result of `use`, which reads an intermediate tensor. Disposes of that tensor. */
export function disposing(backend: KernelBackend, tensor: TensorInfo, use: (x: TensorInfo) => TensorInfo): TensorInfo {
  return disposingAll(backend, (intermediate) => use(intermediate(tensor)));
}

/** The result of `run`. Disposes of the tensors that `run` passes to its argument. */
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
