import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { aroundAxis } from '../internal/aroundAxis';

/** Applies a kernel along one axis after the other: along the middle axis of [outer, length of the axis, inner]. */
export function alongEachAxis(
  x: TensorInfo,
  axes: number[],
  backend: KernelBackend,
  along: (x: TensorInfo, axis: number) => TensorInfo,
): TensorInfo {
  const shape = [...x.shape];
  let result = x;
  for (const axis of axes) {
    const { outer, inner } = aroundAxis(shape, axis);
    const next = along({ ...result, shape: [outer, shape[axis], inner] }, axis);
    if (result !== x) backend.disposeData(result.dataId);
    result = next;
    shape[axis] = next.shape[1];
  }
  return { ...result, shape };
}
