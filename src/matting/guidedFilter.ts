import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { filterByGuide } from '../ops/guidedFilter/guidedFilter';
import { zerosOf } from '../ops/zerosOf';
import { type Filtered, imagePairArguments } from './imagePairArguments';

export interface GuidedFilterOptions {
  /** Windows have 2 · radius + 1 pixels on each side (default 4). */
  radius?: number;
  /** The contrast threshold: edges of the guide whose variance within a window is above it are kept (default 0.01). */
  epsilon?: number;
}

/**
 * Smooths the input along the edges of a guide: in every window the result is an affine function of the guide's
 * colours. With the input as its own guide it smooths and keeps edges; with a photograph as the guide, a rough mask
 * takes on the outlines of the photograph.
 *
 *     q_i = ā_i·I_i + b̄_i,   a_k = (Σ_k + ε Id)⁻¹ cov_k(I, p),   b_k = mean_k(p) − a_k·mean_k(I)
 *
 * Σ_k, cov_k and mean_k belong to window k; ā_i and b̄_i are the means of a_k and b_k over the windows k around pixel
 * i. Windows are cut at the border.
 *
 * It is differentiable twice for guide and input, and linear in the input. Run time grows only with the logarithm of
 * the radius; on WebGPU, with the radius. On WASM, sums are in float64, and only 2 · radius + 3 rows of them are in
 * memory. If guide and input have three channels, a pixel of those rows takes 264 bytes, or 480 for gradients: about 4
 * bytes per pixel of a photograph at radius 4. WebGPU uses float32, and tensors of about 200 bytes per pixel; second
 * gradients and the other backends use about 750, or about 850 with both gradients. Rounding scales with the contrast
 * within a window, whatever its brightness. A guide whose colours are all on one line, such as a grey photograph stored
 * as RGB, works at every ε. If that line is not the line of greys, gradients for the guide in float32 lose digits where
 * ε is far below the variance. A NaN affects only pixels that share a window with it.
 *
 * @param guide `[batch, height, width, K]`, or `[height, width, K]` for one example, with at least one channel;
 * `[height, width]` is a guide with one channel. int32 is cast: ε is in the units of the guide, whatever its range.
 * @param input `[batch, height, width, channels]`, or without the batch axis, or `[height, width]`, of the guide's
 * size.
 * @param options `radius` (default 4), `epsilon` (default 0.01).
 * @returns A tensor of the input's shape.
 * @throws ArgumentError if a shape is wrong, sizes differ, or an option is unknown or out of range.
 *
 * @example
 * const step = tf.tensor3d([[[0], [0], [1], [1]]]);
 * const noisy = tf.tensor3d([[[0.1], [0], [0.9], [1.1]]]);
 * guidedFilter(step, noisy, { radius: 1, epsilon: 1e-4 }).print();
 * // [[[0.0500637], [0.0334758], [0.9665318], [0.999925]]]
 *
 * @see He, Sun, Tang 2013, "Guided image filtering", eq. 11 to 16 (grey guide) and 19 to 21 (colour); windows at the
 * border as in their code.
 */
export function guidedFilter<T extends Tensor | TensorLike, Result extends Filtered<T> = Filtered<T>>(
  guide: Tensor | TensorLike,
  input: T,
  options?: GuidedFilterOptions,
): Result {
  return tidy(() => {
    const { radius, epsilon } = optionsArgument('guidedFilter', options, { radius: 4, epsilon: 0.01 });
    numberArgument('guidedFilter', 'radius', radius, { atLeast: 0, integer: true });
    numberArgument('guidedFilter', 'epsilon', epsilon, { above: 0, float32: true });
    const { first, second, restore } = imagePairArguments('guidedFilter', ['guide', guide], ['input', input]);
    if (second.size === 0) return restore(zerosOf([first, second], second.shape), 'second') as Result;
    return restore(filterByGuide(first, second, { radius, epsilon }), 'second') as Result;
  });
}
