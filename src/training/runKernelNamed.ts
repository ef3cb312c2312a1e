import { getKernel, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';

/** Runs another kernel of the WASM backend from within one. The caller disposes of the result. */
export function runKernelNamed(
  kernelName: string,
  backend: KernelBackend,
  inputs: Record<string, TensorInfo>,
  attrs: object = {},
): TensorInfo {
  const kernel = getKernel(kernelName, 'wasm');
  if (!kernel) throw new Error(`The WASM backend has no kernel '${kernelName}'`);
  return kernel.kernelFunc({ inputs, backend, attrs: { ...attrs } }) as TensorInfo;
}
