import type { Tensor, Tensor1D, Tensor4D, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { numberArgument, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { totalVariation } from '../ops/totalVariation/totalVariation';
import { zerosOf } from '../ops/zerosOf';

export interface TotalVariationLossOptions<R extends Reduction = Reduction> {
  /** The power of the gradient's length: 1 is total variation proper, 2 is smooth. */
  beta?: number;
  /** How the losses of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The total variation of an image, which is large for noise.
 *
 *     L = Σ ((xᵢ,ⱼ₊₁ − xᵢⱼ)² + (xᵢ₊₁,ⱼ − xᵢⱼ)²)^(β/2)
 *
 * summed over channels and the positions that have both neighbours; at least 0. Where the image is flat, the gradient
 * is 0 for every β, and the second gradient is 0 for β other than 2.
 *
 * @param image `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param options `beta` (default 2), `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch; 0 for an image with at most one row or column.
 * @throws ArgumentError if the rank is wrong, beta is not above 0, or the reduction is unknown.
 *
 * @example
 * totalVariationLoss(tf.tensor3d([[[0], [3]], [[4], [9]]]), { beta: 1 }).print(); // 5
 *
 * @see Mahendran & Vedaldi 2015, "Understanding deep image representations by inverting them", eq. 3. The sum over
 * channels is ours.
 */
export function totalVariationLoss<R extends Reduction = 'mean'>(
  image: Tensor | TensorLike,
  options?: TotalVariationLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { beta, reduction } = optionsArgument('totalVariationLoss', options, { beta: 2, reduction: 'mean' });
    const x = tensorArgument('totalVariationLoss', 'image', image, { rank: [3, 4] });
    numberArgument('totalVariationLoss', 'beta', beta, { above: 0, float32: true });
    reductionArgument('totalVariationLoss', reduction);
    const images = toBatch<Tensor4D>(x, 4);
    const [batch, height, width] = images.shape;
    const isThin = height <= 1 || width <= 1;
    const perExample = isThin ? zerosOf<Tensor1D>([images], [batch]) : totalVariation(images, { beta });
    return reduceBatch(perExample, reduction, x.rank === 3);
  });
}
