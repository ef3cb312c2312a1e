import { backend_util, type Tensor5D } from '@tensorflow/tfjs-core';
import type { Conv3DAttributes } from './sizes';

/**
 * The part of a volume that a convolution's windows reach. For 'same' and strides that exceed the filter, tfjs computes
 * negative pads, and stock shifts the windows by them, though they end inside the volume. Without the slices after the
 * last window, the pads are 0.
 */
export function reachedShape(
  xShape: number[],
  filterShape: number[],
  { strides, pad, dilations }: Conv3DAttributes & { dilations?: number | [number, number, number] },
): number[] {
  const [volume, filter] = [xShape as Tensor5D['shape'], filterShape as Tensor5D['shape']];
  const { padInfo } = backend_util.computeConv3DInfo(volume, filter, strides, dilations ?? 1, pad);
  const { front, back, top, bottom, left, right } = padInfo;
  const pads = [0, front + back, top + bottom, left + right, 0];
  return xShape.map((size, axis) => size + Math.min(0, pads[axis]));
}
