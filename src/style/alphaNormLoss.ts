import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { numberArgument, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { absolutePower } from '../ops/absolutePower';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { sumPerExample } from '../ops/sumPerExample';

export interface AlphaNormLossOptions<R extends Reduction = Reduction> {
  /** The power. */
  alpha?: number;
  /** How the losses of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The α-norm of an image, raised to α. It keeps pixel values small.
 *
 *     L = Σ |x|^α
 *
 * summed over positions and channels, at least 0. Where x = 0, a derivative that would be infinite is 0.
 *
 * @param image `[batch, height, width, channels]`, or `[height, width, channels]` for one example. Subtract its mean
 * first, so that 0 is the middle of the range.
 * @param options `alpha` (default 6), `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch.
 * @throws ArgumentError if the rank is wrong, alpha is not above 0, or the reduction is unknown.
 *
 * @example
 * alphaNormLoss(tf.tensor3d([[[1], [-2]]]), { alpha: 3 }).print(); // 9
 *
 * @see Mahendran & Vedaldi 2015, "Understanding deep image representations by inverting them", section 3.
 */
export function alphaNormLoss<R extends Reduction = 'mean'>(
  image: Tensor | TensorLike,
  options?: AlphaNormLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { alpha, reduction } = optionsArgument('alphaNormLoss', options, { alpha: 6, reduction: 'mean' });
    const x = tensorArgument('alphaNormLoss', 'image', image, { rank: [3, 4] });
    numberArgument('alphaNormLoss', 'alpha', alpha, { above: 0, float32: true });
    reductionArgument('alphaNormLoss', reduction);
    return reduceBatch(sumPerExample(absolutePower(toBatch(x, 4), alpha)), reduction, x.rank === 3);
  });
}
