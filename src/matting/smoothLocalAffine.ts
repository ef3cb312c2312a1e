import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { smoothByGuide } from '../ops/smoothLocalAffine/smoothLocalAffine';
import { zerosOf } from '../ops/zerosOf';
import { type Filtered, imagePairArguments } from './imagePairArguments';

export interface SmoothLocalAffineOptions {
  /** The models are smoothed over 2 · radius + 1 pixels on each side (default 7). */
  radius?: number;
  /** The contrast of the input, as a root mean square over channels, across which models do not mix (default 0.05). */
  sigma?: number;
  /** The weight of a model's squared slopes relative to its squared residuals (default 1e-3). */
  epsilon?: number;
}

/**
 * Replaces an image by the nearest smooth recolouring of another. It is the last step of deep photo style transfer: it
 * removes fine grain and any detail that the colours of the photograph do not explain.
 *
 *     A_k, b_k = argmin Σ_{i∈k} |O_i − A I_i − b|² + ε |A|²        (k: the 3×3 pixels around each, cut at the border)
 *     w_ij = exp(−‖i − j‖² / (2 (radius/3)²) − mean_c (I_ic − I_jc)² / (2 σ²))
 *     R_i = Ā_i I_i + b̄_i,   Ā_i, b̄_i = Σ_j w_ij (A_j, b_j) / Σ_j w_ij
 *
 * over the (2 · radius + 1)² pixels j around i. It is differentiable twice for both images, and linear in the output.
 * On WASM, only rows of numbers are in memory: about 10 bytes per pixel for a photograph and the default radius. With
 * three channels each, WebGPU uses tensors of about 140 bytes per pixel, or 400 with gradients; second gradients and
 * the other backends about 750, or 2,700 with both gradients.
 *
 * @param output The image to smooth, such as a stylized one: `[batch, height, width, channels]`, or for one example
 * `[height, width, channels]` or `[height, width]`; values in [0, 1]. int32 is cast, so divide pixels of 0..255 first.
 * @param input The photograph to recolour, of the same size, with at least one channel.
 * @param options `radius` (default 7), `sigma` (default 0.05), `epsilon` (default 1e-3).
 * @returns A tensor of the shape of `output`; it may leave [0, 1].
 * @throws ArgumentError if a shape is wrong, sizes differ, or an option is unknown or out of range.
 *
 * @example
 * const photograph = tf.tensor3d([[[0], [0.5], [1]]]);
 * const stylized = tf.tensor3d([[[1], [0.5], [0]]]);
 * smoothLocalAffine(stylized, photograph).print(); // [[[0.9980159], [0.5], [0.0019841]]]
 *
 * @see The code of Luan et al. 2017, "Deep photo style transfer", with its constants; the paper does not describe
 * this algorithm. There ε is fixed at 1e-3, and a pixel whose system has a determinant below 1e-9 becomes black.
 */
export function smoothLocalAffine<T extends Tensor | TensorLike, Result extends Filtered<T> = Filtered<T>>(
  output: T,
  input: Tensor | TensorLike,
  options?: SmoothLocalAffineOptions,
): Result {
  return tidy(() => {
    const defaults = { radius: 7, sigma: 0.05, epsilon: 1e-3 };
    const { radius, sigma, epsilon } = optionsArgument('smoothLocalAffine', options, defaults);
    numberArgument('smoothLocalAffine', 'radius', radius, { atLeast: 1, integer: true });
    numberArgument('smoothLocalAffine', 'sigma', sigma, { above: 0, float32: true });
    numberArgument('smoothLocalAffine', 'epsilon', epsilon, { above: 0, float32: true });
    const { first, second, restore } = imagePairArguments('smoothLocalAffine', ['output', output], ['input', input]);
    if (first.size === 0) return restore(zerosOf([first, second], first.shape), 'first') as Result;
    return restore(smoothByGuide(second, first, { radius, sigma, epsilon }), 'first') as Result;
  });
}
