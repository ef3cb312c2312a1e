import { div, mul, reshape, scalar, sub, type Tensor, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import { gram } from '../ops/gram/gram';
import { maskedGram } from '../ops/gram/maskedGram';
import { nonZero } from '../ops/nonZero';
import { sumOverPositions } from '../ops/sumOverPositions';
import { zerosOf } from '../ops/zerosOf';

interface GramOptions {
  mask?: Tensor4D;
  normalization?: 'positions' | 'elements' | 'none';
  center?: boolean;
}

/** The Gram matrices [batch, channels, channels] of features in a batch, under an optional mask [batch, h, w, 1]. */
export function gramOfFeatures(
  features: Tensor4D,
  { mask, normalization = 'positions', center = false }: GramOptions = {},
): Tensor3D {
  const [batch, height, width, channels] = features.shape;
  if (features.size === 0) return zerosOf(mask ? [features, mask] : [features], [batch, channels, channels]);
  const count = mask ? nonZero(sumOverPositions(mask)) : scalar(Math.max(height * width, 1));
  // Divided before they are added, so that the sum of a mean does not overflow.
  const centred = center ? sub(features, sumOverPositions(mul(features, div(mask ?? 1, count)))) : features;
  const product = mask ? maskedGram(positionsOf(centred), positionsOf(mask)) : gram(positionsOf(centred));
  if (normalization === 'none') return product;
  const divisor = normalization === 'elements' ? mul(count, channels) : count;
  return div(product, reshape(divisor, [-1, 1, 1]));
}

/** [batch, h, w, channels] to [batch, h · w, channels]. */
export function positionsOf(x: Tensor): Tensor3D {
  const [batch, height, width, channels] = x.shape;
  return reshape(x, [batch, height * width, channels]);
}
