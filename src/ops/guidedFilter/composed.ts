import { add, concat, div, mul, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { vjp } from '../../engine/vjp';
import { windowSizes } from '../localModels/composed';
import { applyModels, guideGradient, localModels, overPlanes } from '../localModels/localModels';
import { fromPlanes, toGuidePlanes, toPlanes } from '../localModels/planes';
import { windowMean, windowSum } from '../localModels/windowMean';
import { planesFrom } from '../localModels/windowMoments';

export interface GuidedFilterAttributes {
  /** Windows have 2 · radius + 1 pixels on each side and are cut at the border. */
  radius: number;
  /** Slopes a of the models cost epsilon · |a|². */
  epsilon: number;
}

export const composed = (
  { guide, input }: Record<'guide' | 'input', Tensor>,
  attributes: GuidedFilterAttributes,
): Tensor4D => {
  const planes = toGuidePlanes(guide as Tensor4D);
  return fromPlanes(filterPlanes(planes, toPlanes(input as Tensor4D), attributes));
};

export function composedInputGrad(
  { guide, dy }: Record<'guide' | 'dy', Tensor>,
  attributes: GuidedFilterAttributes,
): Tensor4D {
  const planes = toGuidePlanes(guide as Tensor4D);
  const sizes = windowSizes(planes.shape, attributes.radius);
  const shares = div<Tensor4D>(toPlanes(dy as Tensor4D), sizes);
  return fromPlanes(mul(filterPlanes(planes, shares, attributes), sizes));
}

export function composedGuideGrad(
  inputs: Record<'guide' | 'input' | 'dy', Tensor>,
  attributes: GuidedFilterAttributes,
): Tensor4D {
  const { radius } = attributes;
  const guide = toGuidePlanes(inputs.guide as Tensor4D);
  const input = toPlanes(inputs.input as Tensor4D);
  const y = tidy(() => div<Tensor4D>(toPlanes(inputs.dy as Tensor4D), windowSizes(guide.shape, radius)));
  const models = localModels(guide, input, { ...attributes, perWindow: false });
  const adjoint = localModels(guide, y, { ...attributes, perWindow: false });
  const [channels] = guide.shape;
  const [count] = input.shape;
  const ofY = Array.from({ length: channels }, (_, k) =>
    tidy(() => overPlanes(mul(y, windowSum(planesFrom(models, k * count, count), radius)))),
  );
  const gradient = add(concat(ofY), guideGradient(guide, input, models, adjoint, radius));
  return vjp((images) => toGuidePlanes(images as Tensor4D), [inputs.guide], gradient)[0] as Tensor4D;
}

/** The filter of planes [planes, batch, height, width]. */
function filterPlanes(guide: Tensor4D, input: Tensor4D, attributes: GuidedFilterAttributes): Tensor4D {
  const models = localModels(guide, input, { ...attributes, perWindow: false });
  const means = windowMean(models, attributes.radius);
  return applyModels(means, guide);
}
