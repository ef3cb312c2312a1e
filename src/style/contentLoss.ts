import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { requireSameShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { distancePerExample } from '../ops/squaredDistance/distancePerExample';

export interface ContentLossOptions<R extends Reduction = Reduction> {
  /** How the losses of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The content loss of style transfer: the distance of a feature map from that of the content image.
 *
 *     L = ½ Σ (F − P)²
 *
 * summed over positions and channels, at least 0. Both arguments get gradients.
 *
 * @param generated F, `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param target P, of the same shape.
 * @param options `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch.
 * @throws ArgumentError if the shapes differ, the rank is wrong, or the reduction is unknown.
 *
 * @example
 * contentLoss(tf.tensor3d([[[1, 2], [3, 4]]]), tf.zeros([1, 2, 2])).print(); // 15
 *
 * @see Gatys et al. 2016, "Image style transfer using convolutional neural networks", eq. 1. The mean over the batch
 * is ours.
 */
export function contentLoss<R extends Reduction = 'mean'>(
  generated: Tensor | TensorLike,
  target: Tensor | TensorLike,
  options?: ContentLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { reduction } = optionsArgument('contentLoss', options, { reduction: 'mean' });
    const features = tensorArgument('contentLoss', 'generated', generated, { rank: [3, 4] });
    const targets = tensorArgument('contentLoss', 'target', target);
    requireSameShape('contentLoss', 'generated', features, 'target', targets);
    reductionArgument('contentLoss', reduction);
    const distances = distancePerExample(toBatch(features, 4), toBatch(targets, 4), 0.5);
    return reduceBatch(distances, reduction, features.rank === 3);
  });
}
