import { div, square, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { requireSameShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { distancePerExample } from '../ops/squaredDistance/distancePerExample';
import { sumPerExample } from '../ops/sumPerExample';

export interface FeatureInversionLossOptions<R extends Reduction = Reduction> {
  /** How the losses of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The loss for recovering an image from its features: their squared distance from the target, relative to the target.
 *
 *     L = ‖Φ − Φ₀‖² / ‖Φ₀‖²
 *
 * for each example; at least 0, and 1 if the features are 0. Both arguments get gradients. If the target is zero, the
 * loss is infinite, or NaN if the features are zero too.
 *
 * @param features Φ, `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param target Φ₀, of the same shape.
 * @param options `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch.
 * @throws ArgumentError if the shapes differ, the rank is wrong, or the reduction is unknown.
 *
 * @example
 * featureInversionLoss(tf.tensor3d([[[1, 1]]]), tf.tensor3d([[[1, 3]]])).print(); // 0.4
 *
 * @see Mahendran & Vedaldi 2015, "Understanding deep image representations by inverting them", section 3.
 */
export function featureInversionLoss<R extends Reduction = 'mean'>(
  features: Tensor | TensorLike,
  target: Tensor | TensorLike,
  options?: FeatureInversionLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { reduction } = optionsArgument('featureInversionLoss', options, { reduction: 'mean' });
    const phi = tensorArgument('featureInversionLoss', 'features', features, { rank: [3, 4] });
    const phi0 = tensorArgument('featureInversionLoss', 'target', target);
    requireSameShape('featureInversionLoss', 'features', phi, 'target', phi0);
    reductionArgument('featureInversionLoss', reduction);
    const [batch, targets] = [toBatch(phi, 4), toBatch(phi0, 4)];
    const squaredNorms = sumPerExample(square(targets));
    return reduceBatch(div(distancePerExample(batch, targets), squaredNorms), reduction, phi.rank === 3);
  });
}
