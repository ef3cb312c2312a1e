import { broadcast_util, type Tensor } from '@tensorflow/tfjs-core';
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

export const haveOneShape = (...tensors: Tensor[]): boolean =>
  tensors.every(({ shape }) => shape.join() === tensors[0].shape.join());
