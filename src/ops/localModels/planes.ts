import {
  add,
  cast,
  concat,
  div,
  isFinite as isFiniteNumber,
  maximum,
  mul,
  sub,
  sum,
  type Tensor4D,
  transpose,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { planesFrom } from './windowMoments';

/** The mean of the finite numbers of each plane of each image; a constant for gradients. */
export const meanOfPlanes = (planes: Tensor4D): Tensor4D =>
  noGradient(() => {
    const finite = isFiniteNumber(planes);
    const total = sum(sum(where(finite, planes, zerosLike(planes)), 3, true), 2, true);
    return div(total, maximum(sum(sum(cast(finite, 'float32'), 3, true), 2, true), 1));
  });

/**
 * The colours of images [batch, height, width, channels] as planes, minus the mean of each and rotated: first their
 * sum, then for each channel the excess of those before it. Local models predict the same from them. Float32 then
 * rounds slope · colour relative to its contrast instead of its brightness, and the differences of grey colours are
 * zeros, which leave the ridge alone on the diagonal of their system.
 */
export function toGuidePlanes(images: Tensor4D): Tensor4D {
  const planes = toPlanes(images);
  const centred = sub<Tensor4D>(planes, meanOfPlanes(planes));
  const [channels] = planes.shape;
  if (channels === 1) return centred;
  const colours = Array.from({ length: channels }, (_, k) => planesFrom(centred, k, 1));
  const total = (terms: Tensor4D[]) => terms.reduce((sum, term) => add(sum, term));
  const differences = colours.slice(1).map((colour, index) => {
    const before = index + 1;
    const excess = total(colours.slice(0, before).map((other) => sub<Tensor4D>(other, colour)));
    return mul<Tensor4D>(excess, 1 / Math.sqrt(before * (before + 1)));
  });
  return concat([mul<Tensor4D>(total(colours), 1 / Math.sqrt(channels)), ...differences]);
}

/** Images [batch, height, width, channels] as planes, and back. */
export const toPlanes = (images: Tensor4D): Tensor4D => transpose(images, [3, 0, 1, 2]);
export const fromPlanes = (planes: Tensor4D): Tensor4D => transpose(planes, [1, 2, 3, 0]);
