import { getBackend, type Tensor, type Tensor4D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { gramPair } from '../ops/gram/gramPair';
import { batchFactor, type Reduced, type Reduction, reductionArgument } from '../ops/reduceBatch';
import type { StyleDistanceAttributes } from '../ops/styleDistance/composed';
import { styleDistance } from '../ops/styleDistance/styleDistance';
import { styleDistanceOfPair } from '../ops/styleDistance/styleDistanceOfPair';
import { gramOfFeatures, positionsOf } from './gramOfFeatures';
import { styleArgument } from './styleArgument';

export interface StyleLossOptions<R extends Reduction = Reduction> {
  /** How the losses of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The style loss of one layer: the distance between the Gram matrices of two feature maps.
 *
 *     L = Σ (G − A)² / (4 C²),    G = FᵀF / M
 *
 * with C channels and M positions, where each image has its own M; at least 0. Both arguments get gradients.
 *
 * @param generated `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param style The features of the style image: height and width may differ from the generated ones.
 * @param options `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch.
 * @throws ArgumentError if rank, batch or channels differ, or the reduction is unknown.
 *
 * @example
 * styleLoss(tf.tensor3d([[[1, 2], [3, 4]]]), tf.tensor3d([[[1, 1]]])).print(); // 10.5625
 *
 * @see Gatys et al. 2016, "Image style transfer using convolutional neural networks", eq. 4, to which it is equal if
 * both images have the same size.
 */
export function styleLoss<R extends Reduction = 'mean'>(
  generated: Tensor | TensorLike,
  style: Tensor | TensorLike,
  options?: StyleLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { reduction } = optionsArgument('styleLoss', options, { reduction: 'mean' });
    const features = tensorArgument('styleLoss', 'generated', generated, { rank: [3, 4] });
    const styleFeatures = styleArgument('styleLoss', 'style', style, features);
    reductionArgument('styleLoss', reduction);
    const [own, others] = [toBatch<Tensor4D>(features, 4), toBatch<Tensor4D>(styleFeatures, 4)];
    const positions = [own, others].map(({ shape: [, height, width] }) => Math.max(height * width, 1));
    const factor = batchFactor(reduction, features.rank === 3, own.shape[0]);
    const attributes: StyleDistanceAttributes = { positions: [positions[0], positions[1]], factor };
    // There one program computes both Gram matrices.
    if (getBackend() === 'webgpu' && own.size > 0 && others.size > 0) {
      return styleDistanceOfPair(gramPair(positionsOf(own), positionsOf(others)), attributes) as Reduced<R>;
    }
    const [grams, styleGrams] = [own, others].map((x) => gramOfFeatures(x, { normalization: 'none' }));
    return styleDistance(grams, styleGrams, attributes) as Reduced<R>;
  });
}
