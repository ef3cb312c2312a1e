import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { largestMagnitude } from './largestMagnitude';

/** Whether every number of the tensors is finite; a missing tensor has none. */
export const areFinite = (tensors: Record<string, TensorInfo | undefined>, backend: KernelBackend): boolean =>
  Object.values(tensors).every((tensor) => !tensor || Number.isFinite(largestMagnitude(tensor, backend)));
