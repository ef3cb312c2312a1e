import { reshape, type Tensor, util } from '@tensorflow/tfjs-core';
import { broadcast } from '../ops/broadcast';
import { zerosOf } from '../ops/zerosOf';

/**
 * An elementwise function of tensors, which `f` takes repeated to a shape, so that their gradients are accurate sums.
 * More than 4 axes, where tfjs throws or is wrong on some backends, are merged into one: the shape is then [size].
 */
export function elementwise(tensors: Tensor[], shape: number[], f: (tensors: Tensor[]) => Tensor): Tensor {
  const size = util.sizeFromShape(shape);
  if (size === 0) return zerosOf(tensors, shape); // tfjs throws in the gradient of broadcasting to an empty shape
  const repeated = tensors.map((tensor) => broadcast(tensor, shape));
  if (shape.length <= 4) return f(repeated);
  return reshape(f(repeated.map((tensor) => reshape(tensor, [size]))), shape);
}
