import { cast, div, mul, notEqual, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { nonZero } from '../nonZero';
import { squaredDistance } from '../squaredDistance/squaredDistance';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { sumOverPositions } from '../sumOverPositions';

export interface MaskedStyleDistanceAttributes {
  /** Whether the term of each class is multiplied by the mean of its generated mask. */
  areaWeighted: boolean;
  /** The result is this factor times the sum over the batch; null for one value per example. */
  factor: number | null;
}

export type Inputs = 'grams' | 'styleGrams' | 'masks' | 'styleMasks' | 'weights';

export function composed(
  { grams, styleGrams, masks, styleMasks, weights }: Record<Inputs, Tensor>,
  { areaWeighted, factor }: MaskedStyleDistanceAttributes,
): Tensor {
  const [batch, classes, channels] = grams.shape as [number, number, number];
  const [counts, styleCounts] = [masks, styleMasks].map((m) => reshape(sumOverPositions(m), [batch, classes]));
  const isInBoth = noGradient(() => mul(isPresent(counts), isPresent(styleCounts)));
  const rows = (of: Tensor, count: Tensor) =>
    reshape(div(of, reshape(nonZero(count), [batch, classes, 1, 1])), [batch * classes, channels ** 2]);
  const share = 1 / (2 * Math.max(channels, 1) ** 2);
  const distances = squaredDistance(rows(grams, counts), rows(styleGrams, styleCounts), share);
  const terms = mul(mul(isInBoth, reshape(distances, [batch, classes])), weights);
  const [, height, width] = masks.shape as [number, number, number];
  const perExample = sumLastAxis(areaWeighted ? mul(terms, mul(counts, 1 / Math.max(height * width, 1))) : terms);
  return factor === null ? perExample : sumLastAxis(perExample, factor);
}

const isPresent = (count: Tensor) => cast(notEqual(count, 0), 'float32');
