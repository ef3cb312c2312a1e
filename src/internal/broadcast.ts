import { add, broadcast_util, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { ArgumentError } from './ArgumentError';
import { describeShape } from './arguments';

/** The shape that tensors, given by the names of their arguments, have together; an error names the one that does not fit. */
export function broadcastShape(functionName: string, tensors: Record<string, Tensor>): number[] {
  let shape: number[] = [];
  for (const [name, { shape: next }] of Object.entries(tensors)) {
    try {
      shape = broadcast_util.assertAndGetBroadcastShape(shape, next);
    } catch {
      throw new ArgumentError(
        functionName,
        `${name} does not broadcast`,
        `a shape that goes with ${describeShape(shape)}`,
        describeShape(next),
      );
    }
  }
  return shape;
}

/** Repeats `x` to a shape. The gradient of tfjs's own `broadcastTo` adds slice by slice, and only to rank 4. */
export const broadcast = (x: Tensor, shape: number[]): Tensor =>
  x.shape.join() === shape.join() ? x : add(x, zeros(shape));
