import { div, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import { distancePerExample } from '../squaredDistance/distancePerExample';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';

export interface StyleDistanceAttributes {
  /** M and M', the positions that each Gram matrix sums. */
  positions: readonly [number, number];
  /** The result is this factor times the sum over the batch; null for one value per example. */
  factor: number | null;
}

export function composed(
  { grams, styleGrams }: Record<'grams' | 'styleGrams', Tensor>,
  { positions, factor }: StyleDistanceAttributes,
): Tensor {
  const [own, others] = [div(grams, positions[0]), div(styleGrams, positions[1])];
  const perExample = distancePerExample(own, others, shareOf(grams as Tensor3D));
  return factor === null ? perExample : sumLastAxis(perExample, factor);
}

/** 1 / (4 C²) */
export const shareOf = ({ shape }: { shape: number[] }): number => 1 / (4 * Math.max(shape.at(-1)!, 1) ** 2);
