import { add, broadcast_util, reshape, slice, type Tensor, type Tensor3D, util, zeros } from '@tensorflow/tfjs-core';
import { ArgumentError } from './ArgumentError';
import { describeShape } from './arguments';

/** The shape to which tensors, keyed by argument name, broadcast; an error names the one that does not fit. */
export function broadcastShape(functionName: string, tensors: Record<string, Tensor>): number[] {
  let shape: number[] = [];
  for (const [name, { shape: next }] of Object.entries(tensors)) {
    try {
      shape = broadcast_util.assertAndGetBroadcastShape(shape, next);
    } catch {
      throw new ArgumentError(
        functionName,
        `${name} does not broadcast`,
        `a shape compatible with ${describeShape(shape)}`,
        describeShape(next),
      );
    }
  }
  return shape;
}

/**
 * Repeats `x` to a shape, one run of axes of size 1 at a time. Beyond six axes, tfjs's own broadcasting is wrong on
 * WASM and throws on WebGPU. The gradient of its `broadcastTo` adds slice by slice.
 */
export function broadcast(x: Tensor, shape: number[]): Tensor {
  const from = [...Array(shape.length - x.rank).fill(1), ...x.shape];
  let repeated = x;
  for (let end = shape.length; end > 0; ) {
    let start = end;
    while (start > 0 && from[start - 1] === 1) start--;
    const [before, count, after] = [from.slice(0, start), shape.slice(start, end), shape.slice(end)].map(sizeOf);
    if (count !== 1) repeated = repeat(reshape(repeated, [before, 1, after]), count);
    end = start === end ? end - 1 : start;
  }
  return repeated === x && x.rank === shape.length ? x : reshape(repeated, shape);
}

/** [before, 1, after] to [before, count, after]. tfjs fails on the gradient for a count of 0. */
const repeat = (x: Tensor3D, count: number): Tensor =>
  count === 0 ? slice(x, [0, 0, 0], [-1, 0, -1]) : add(x, zeros([x.shape[0], count, x.shape[2]]));

const sizeOf = (shape: number[]) => util.sizeFromShape(shape);

export const haveOneShape = (...tensors: Tensor[]): boolean =>
  tensors.every(({ shape }) => shape.join() === tensors[0].shape.join());
