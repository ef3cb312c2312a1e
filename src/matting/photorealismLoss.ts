import type { Scalar, Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduction, reductionArgument } from '../ops/reduceBatch';
import { laplacianEnergy, MattingLaplacian } from './mattingLaplacian';

export interface PhotorealismLossOptions {
  /** As in every loss. The output is one image without a batch axis, so all three give the same result. */
  reduction?: Reduction;
}

/**
 * Measures how far an image is from an affine recolouring of the input image in every window. It is almost zero for
 * such a recolouring, at most ε |a|² for each window and channel with slopes a, and large for texture and edges that
 * the input does not have.
 *
 *     L = Σ_c V_cᵀ M V_c
 *
 * where V_c is channel c of the output and M the matting Laplacian of the input. It is `laplacian.energy(output)`:
 * differentiable twice for the output and never negative. The input image is a constant.
 *
 * @param output `[height, width, channels]`, or `[height, width]`, of the input's size; values in [0, 1].
 * @param laplacian `mattingLaplacian` of the input image.
 * @param options `reduction` (default `'mean'`).
 * @returns A scalar, at least 0, summed over pixels and channels.
 * @throws ArgumentError if the output has another size, the Laplacian has been disposed, or the reduction is unknown.
 *
 * @example
 * const input = tf.tensor3d([[[0], [1], [0]], [[1], [0], [1]], [[0], [1], [0]]]);
 * const laplacian = mattingLaplacian(input);
 * photorealismLoss(tf.sub(1, input), laplacian).print(); // 1.000000082740371e-7
 * photorealismLoss(tf.oneHot(tf.tensor1d([0, 1, 2], 'int32'), 3), laplacian).print(); // 1.2000000476837158
 * laplacian.dispose();
 *
 * @see Luan et al. 2017, "Deep photo style transfer", eq. 2.
 */
export function photorealismLoss(
  output: Tensor | TensorLike,
  laplacian: MattingLaplacian,
  options?: PhotorealismLossOptions,
): Scalar {
  const { reduction } = optionsArgument('photorealismLoss', options, { reduction: 'mean' });
  reductionArgument('photorealismLoss', reduction);
  if (!(laplacian instanceof MattingLaplacian)) {
    const got = describe(laplacian);
    throw new ArgumentError('photorealismLoss', 'laplacian is of the wrong kind', 'a MattingLaplacian', got);
  }
  return laplacianEnergy('photorealismLoss', 'output', output, laplacian);
}
