import type { Tensor, Tensor3D, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { requireSameShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { batchFactor, type Reduced, type Reduction, reductionArgument } from '../ops/reduceBatch';
import { styleDistance } from '../ops/styleDistance/styleDistance';

export interface GramLossOptions<R extends Reduction = Reduction> {
  /** How the losses of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The squared distance between two Gram matrices in style transfer.
 *
 *     L = Σ (G − A)² / (4 C²)
 *
 * with C the number of channels; at least 0. Both arguments get gradients. Unlike `styleLoss`, which computes the Gram
 * matrix of the style image in every step, it lets you compute that matrix once.
 *
 * @param gram G, `[batch, channels, channels]`, or `[channels, channels]` for one example.
 * @param targetGram A, of the same shape.
 * @param options `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch.
 * @throws ArgumentError if the shapes differ, the matrices are not square, the rank is wrong, or the reduction is
 * unknown.
 *
 * @example
 * gramLoss(tf.tensor2d([[5, 7], [7, 10]]), tf.tensor2d([[1, 3], [3, 2]])).print(); // 7
 *
 * @see Gatys et al. 2016, "Image style transfer using convolutional neural networks", eq. 4. The `'positions'`
 * normalization of `gramMatrix` contains its 1/M².
 */
export function gramLoss<R extends Reduction = 'mean'>(
  gram: Tensor | TensorLike,
  targetGram: Tensor | TensorLike,
  options?: GramLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { reduction } = optionsArgument('gramLoss', options, { reduction: 'mean' });
    const grams = tensorArgument('gramLoss', 'gram', gram, { rank: [2, 3] });
    const channels = grams.shape.at(-1)!;
    tensorArgument('gramLoss', 'gram', grams, { shape: [...grams.shape.slice(0, -2), channels, channels] });
    const targets = tensorArgument('gramLoss', 'targetGram', targetGram);
    requireSameShape('gramLoss', 'gram', grams, 'targetGram', targets);
    reductionArgument('gramLoss', reduction);
    const [own, others] = [toBatch<Tensor3D>(grams, 3), toBatch<Tensor3D>(targets, 3)];
    const factor = batchFactor(reduction, grams.rank === 2, own.shape[0]);
    return styleDistance(own, others, { positions: [1, 1], factor }) as Reduced<R>;
  });
}
