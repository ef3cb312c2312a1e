import {
  expandDims,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { booleanArgument, choiceArgument, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { broadcast } from '../ops/broadcast';
import { gramOfFeatures } from './gramOfFeatures';

type GramsOf<T> = ByRank<T, { 3: Tensor2D; 4: Tensor3D }>;

export interface GramMatrixOptions {
  /** Weights of the positions, hard or soft: `[batch, height, width]`, or `[height, width]` for all examples. */
  mask?: Tensor | TensorLike;
  /** The divisor of the product: the number of positions, positions × channels, or 1. */
  normalization?: 'positions' | 'elements' | 'none';
  /** Subtract the (mask-weighted) mean of each channel first: a covariance where the mask is binary. */
  center?: boolean;
}

/**
 * The Gram matrix of a feature map: how strongly its channels occur together, wherever in the image.
 *
 * With F the features as a matrix [positions, channels], n the number of positions and m the mask:
 *
 *     G = FᵀF / n            G = (m ∘ F)ᵀ(m ∘ F) / Σm
 *
 * With `center`, F − μ replaces F, where μ is the (mask-weighted) mean. `normalization: 'elements'` divides by the
 * number of channels too, `'none'` by 1. An empty mask gives zeros and a zero gradient.
 *
 * With `'none'`, the Gram matrices of the tiles of a feature map add up to that of the whole, so a loss and its
 * gradient can be computed tile by tile.
 *
 * @param features `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param options `mask` (default: none), `normalization` (default `'positions'`), `center` (default false).
 * @returns `[batch, channels, channels]`, or `[channels, channels]` for one example.
 * @throws ArgumentError if features has the wrong rank, the mask does not fit it, or an option is unknown.
 *
 * @example
 * gramMatrix(tf.tensor3d([[[1, 2], [3, 4]]])).print(); // [[5, 7], [7, 10]]
 *
 * @see Gatys et al. 2016, "Image style transfer using convolutional neural networks", eq. 3 (which does not divide);
 * mask: Luan et al. 2017, "Deep photo style transfer", eq. 3.
 */
export function gramMatrix<T extends Tensor | TensorLike, Grams extends GramsOf<T> = GramsOf<T>>(
  features: T,
  options?: GramMatrixOptions,
): Grams {
  return tidy(() => {
    const { mask, normalization, center } = optionsArgument('gramMatrix', options, {
      mask: undefined,
      normalization: 'positions',
      center: false,
    });
    const given = tensorArgument('gramMatrix', 'features', features, { rank: [3, 4] });
    choiceArgument('gramMatrix', 'normalization', normalization, ['positions', 'elements', 'none']);
    booleanArgument('gramMatrix', 'center', center);
    const grams = gramOfFeatures(toBatch(given, 4), {
      mask: mask === undefined ? undefined : maskArgument(mask, given.shape.slice(0, -1)),
      normalization,
      center,
    });
    return fromBatch<Grams>(grams, given.rank === 3);
  });
}

/** The mask as [batch, h, w, 1]; one without a batch axis serves every example. */
function maskArgument(mask: Tensor | TensorLike, positions: number[]): Tensor4D {
  const given = tensorArgument('gramMatrix', 'mask', mask);
  const shape = given.rank === 2 ? positions.slice(-2) : positions;
  tensorArgument('gramMatrix', 'mask', given, { shape });
  const weights = toBatch<Tensor4D>(expandDims(given, -1), 4);
  return positions.length === 3 ? (broadcast(weights, [...positions, 1]) as Tensor4D) : weights;
}
