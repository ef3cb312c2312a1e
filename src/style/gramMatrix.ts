import {
  add,
  cast,
  div,
  equal,
  mul,
  reshape,
  scalar,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
  tidy,
} from '@tensorflow/tfjs-core';
import { booleanArgument, choiceArgument, tensorArgument } from '../internal/arguments';
import { fromBatch } from '../internal/batch';
import { gram } from '../kernels/gram/op';
import { noGradient } from '../kernels/runtime/noGradient';

export interface GramMatrixOptions {
  /** Weights of the positions, `[batch, height, width]` or `[height, width]`; soft values are allowed. */
  mask?: Tensor3D | Tensor2D | TensorLike;
  /** What the product is divided by: the number of positions, positions × channels, or nothing. */
  normalization?: 'positions' | 'elements' | 'none';
  /** Subtract the (mask-weighted) mean of each channel first: a covariance where the mask is binary. */
  center?: boolean;
}

/**
 * The Gram matrix of a feature map: how its channels go together, wherever they do.
 *
 * With F the features as a matrix [positions, channels], n the number of positions and m the mask:
 *
 *     G = FᵀF / n            G = (m ∘ F)ᵀ(m ∘ F) / Σm
 *
 * and with `center` F − μ in place of F, where μ is the (mask-weighted) mean. `normalization: 'elements'` divides by the
 * number of channels too, `'none'` by 1. An empty mask gives zeros and a zero gradient.
 *
 * @param features `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @returns `[batch, channels, channels]`, or `[channels, channels]` for one example.
 * @throws ArgumentError if features has another rank, the mask does not fit it, or an option is unknown.
 *
 * @example
 * gramMatrix(tf.tensor3d([[[1, 2], [3, 4]]])).print(); // [[5, 7], [7, 10]]
 *
 * Source: Gatys et al. 2016, "Image style transfer using convolutional neural networks", eq. 3 (which does not divide);
 * mask: Luan et al. 2017, "Deep photo style transfer", eq. 3.
 */
export function gramMatrix(features: Tensor4D | TensorLike, options?: GramMatrixOptions): Tensor3D;
export function gramMatrix(features: Tensor3D, options?: GramMatrixOptions): Tensor2D;
export function gramMatrix(
  features: Tensor3D | Tensor4D | TensorLike,
  options?: GramMatrixOptions,
): Tensor2D | Tensor3D;
export function gramMatrix(
  features: Tensor3D | Tensor4D | TensorLike,
  { mask, normalization = 'positions', center = false }: GramMatrixOptions = {},
): Tensor2D | Tensor3D {
  return tidy(() => {
    const given = tensorArgument<Tensor3D | Tensor4D>('gramMatrix', 'features', features, { rank: [3, 4] });
    choiceArgument('gramMatrix', 'normalization', normalization, ['positions', 'elements', 'none']);
    booleanArgument('gramMatrix', 'center', center);
    const weights = mask === undefined ? undefined : maskArgument('gramMatrix', mask, given);
    const [height, width, channels] = given.shape.slice(-3);
    const positions = reshape(given, [-1, height * width, channels]) as Tensor3D;
    const maskColumn = weights && (reshape(weights, [-1, height * width, 1]) as Tensor3D);
    return fromBatch<Tensor3D>(gramOfPositions(positions, maskColumn, normalization, center), given.rank === 3);
  });
}

/** A mask of the features' positions: as many axes as the features less the channels. */
function maskArgument(functionName: string, mask: Tensor | TensorLike, features: Tensor): Tensor {
  return tensorArgument(functionName, 'mask', mask, { shape: features.shape.slice(0, -1) });
}

/** The Gram matrix of features [batch, positions, channels] under an optional mask [batch, positions, 1]. */
function gramOfPositions(
  features: Tensor3D,
  mask: Tensor3D | undefined,
  normalization: 'positions' | 'elements' | 'none',
  center: boolean,
): Tensor3D {
  const [, positions, channels] = features.shape;
  const count = mask ? nonZero(sum(mask, 1, true)) : scalar(positions);
  const weighted = (x: Tensor) => (mask ? mul(mask, x) : x);
  const centred = center ? sub(features, div(sum(weighted(features), 1, true), count)) : features;
  const product = gram(weighted(centred) as Tensor3D);
  if (normalization === 'none') return product;
  return div(product, normalization === 'elements' ? mul(count, channels) : count);
}

/** `x` with 1 in place of 0, so that what is zero over zero comes out as zero. */
const nonZero = (x: Tensor) =>
  add(
    x,
    noGradient(() => cast(equal(x, 0), 'float32')),
  );
