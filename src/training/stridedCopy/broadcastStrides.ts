import { stridesOf } from './stridedCopy';

/** The strides of a tensor that is broadcast to `rank` axes: 0 along an axis that repeats it. */
export function broadcastStrides(shape: number[], rank: number): number[] {
  const strides = stridesOf(shape);
  const own = shape.map((size, axis) => (size === 1 ? 0 : strides[axis]));
  return [...Array(rank - shape.length).fill(0), ...own];
}
