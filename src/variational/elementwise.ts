import { reshape, type Tensor, util } from '@tensorflow/tfjs-core';
import { broadcast } from '../internal/broadcast';
import { zerosOf } from '../ops/zerosOf';

/**
 * An elementwise function of tensors that broadcast to a shape. More than 4 axes, where tfjs throws or is wrong on some
 * backends, are merged into one: `f` then takes the tensors repeated to the shape [size].
 */
export function elementwise(
  tensors: Tensor[],
  shape: number[],
  f: (tensors: Tensor[], shape: number[]) => Tensor,
): Tensor {
  const size = util.sizeFromShape(shape);
  if (size === 0) return zerosOf(tensors, shape); // tfjs throws in the gradient of broadcasting to an empty shape
  if (shape.length <= 4) return f(tensors, shape);
  const flat = tensors.map((tensor) => reshape(broadcast(tensor, shape), [size]));
  return reshape(f(flat, [size]), shape);
}
