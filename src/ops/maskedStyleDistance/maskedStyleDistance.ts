import { cast, div, mul, notEqual, reshape, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { noGradient } from '../../engine/noGradient';
import { nonZero } from '../nonZero';
import { squaredDistance } from '../squaredDistance/squaredDistance';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { sumOverPositions } from '../sumOverPositions';
import { distanceGradForGramsWebgpu, distanceGradForStyleGramsWebgpu, maskedStyleDistanceWebgpu } from './webgpu';

export interface DistanceAttributes {
  /** Whether the term of each class is multiplied by the mean of its generated mask. */
  areaWeighted: boolean;
  /** The result is this factor times the sum over the batch; null for one value per example. */
  factor: number | null;
}

type Inputs = 'grams' | 'styleGrams' | 'masks' | 'styleMasks' | 'weights';

const run = /* @__PURE__ */ defineFusedOp<Inputs, DistanceAttributes>({
  name: 'MaskedStyleDistance',
  inputs: ['grams', 'styleGrams', 'masks', 'styleMasks', 'weights'],
  composed,
  kernels: { webgpu: maskedStyleDistanceWebgpu },
  gradientKernels: {
    grams: { webgpu: distanceGradForGramsWebgpu },
    styleGrams: { webgpu: distanceGradForStyleGramsWebgpu },
  },
});

/**
 * Σ_k w_k a_k |G_k / Σ m_k − A_k / Σ n_k|² / (2 C²) of each example, for the Gram matrices G and A [batch, classes, C,
 * C] under masks m and n [batch, height, width, classes], without the classes whose Σ m_k or Σ n_k is 0; a_k is 1 or
 * the mean of m_k. A factor reduces them to a scalar.
 */
export const maskedStyleDistance = (
  inputs: Record<'grams' | 'styleGrams' | 'masks' | 'styleMasks', Tensor4D> & { weights: Tensor1D },
  attributes: DistanceAttributes,
): Tensor => run(inputs, attributes);

function composed(
  { grams, styleGrams, masks, styleMasks, weights }: Record<Inputs, Tensor>,
  { areaWeighted, factor }: DistanceAttributes,
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
