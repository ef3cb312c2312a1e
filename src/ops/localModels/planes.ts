import {
  cast,
  div,
  isFinite as isFiniteNumber,
  maximum,
  sub,
  sum,
  type Tensor4D,
  transpose,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';

/** The mean of the finite numbers of each plane of each image, a constant to gradients. */
export const meanOfPlanes = (planes: Tensor4D): Tensor4D =>
  noGradient(() => {
    const finite = isFiniteNumber(planes);
    const total = sum(sum(where(finite, planes, zerosLike(planes)), 3, true), 2, true);
    return div(total, maximum(sum(sum(cast(finite, 'float32'), 3, true), 2, true), 1));
  });

/**
 * Images [batch, height, width, channels] as planes, minus the mean of each. Local models stay the same except for the
 * intercept, and float32 rounds slope · colour relative to its contrast instead of its brightness.
 */
export function toCentredPlanes(images: Tensor4D): Tensor4D {
  const planes = toPlanes(images);
  return sub(planes, meanOfPlanes(planes));
}

/** Images [batch, height, width, channels] as planes, and back. */
export const toPlanes = (images: Tensor4D): Tensor4D => transpose(images, [3, 0, 1, 2]);
export const fromPlanes = (planes: Tensor4D): Tensor4D => transpose(planes, [1, 2, 3, 0]);
