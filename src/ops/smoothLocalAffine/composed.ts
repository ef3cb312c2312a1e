import { add, concat, div, onesLike, sub, type Tensor, type Tensor4D, zerosLike } from '@tensorflow/tfjs-core';
import { vjp } from '../../engine/vjp';
import { bilateralSum } from '../bilateralSum/bilateralSum';
import { applyModels, localModels } from '../localModels/localModels';
import { fromPlanes, meanOfPlanes, toGuidePlanes, toPlanes } from '../localModels/planes';
import { planesFrom } from '../localModels/windowMoments';

export interface SmoothLocalAffineAttributes {
  /** Models are smoothed over 2 · radius + 1 pixels on each side. */
  radius: number;
  /** The contrast at which a weight falls to e^(−1/2). */
  sigma: number;
  /** The weight of the squared slopes relative to the squared residuals in a window. */
  epsilon: number;
}

export function composed(
  { guide, image }: Record<'guide' | 'image', Tensor>,
  { radius, sigma, epsilon }: SmoothLocalAffineAttributes,
): Tensor4D {
  const colours = toGuidePlanes(guide as Tensor4D);
  const models = localModels(colours, toPlanes(image as Tensor4D), { radius: 1, epsilon, perWindow: true });
  // The gradients for the guide keep only the differences between the models, so nothing large cancels.
  const means = meanOfPlanes(models);
  const differences = concat([sub<Tensor4D>(models, means), onesLike(planesFrom(models, 0, 1))]);
  // Weights of the colours themselves: those of a pixel with two infinite channels are NaN after the rotation.
  const weighting = { radius, spatialSigma: radius / 3, sigma, factors: [] };
  const sums = bilateralSum(toPlanes(guide as Tensor4D), differences, weighting);
  const [count] = models.shape;
  const smooth = add<Tensor4D>(means, div(planesFrom(sums, 0, count), planesFrom(sums, count)));
  return fromPlanes(applyModels(smooth, colours));
}

export const composedImageGrad = (
  { guide, dy }: Record<'guide' | 'dy', Tensor>,
  attributes: SmoothLocalAffineAttributes,
): Tensor4D => vjp((image) => composed({ guide, image }, attributes), [zerosLike(dy)], dy)[0] as Tensor4D;

export const composedGuideGrad = (
  { guide, image, dy }: Record<'guide' | 'image' | 'dy', Tensor>,
  attributes: SmoothLocalAffineAttributes,
): Tensor4D => vjp((g) => composed({ guide: g, image }, attributes), [guide], dy)[0] as Tensor4D;
