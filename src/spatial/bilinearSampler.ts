import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { type SampledOf, type SamplerOptions, sample } from './samplingArguments';

/**
 * Samples images at the positions of a grid by linear interpolation between four pixels.
 *
 *     V(x, y) = Σ_n Σ_m U[n, m] max(0, 1 − |x − m|) max(0, 1 − |y − n|)
 *
 * with x the grid's coordinate in pixels: ((x + 1) width − 1) / 2, or (x + 1)(width − 1) / 2 with `alignCorners`, and y
 * likewise.
 *
 * `padding` sets the values outside the images. With `'zeros'` and `'fill'` each missing pixel is 0 or `fill`.
 * `'border'` moves the position to the nearest border, and `'reflection'` mirrors it at the borders. `'wrap'` repeats
 * the image, with pixel 0 after the last. A coordinate that is NaN or infinite (in pixels, as float32) gets a gradient
 * of 0: with `'zeros'` and `'fill'` the sample lies outside, with the other paddings the coordinate counts as pixel 0.
 *
 * At a position on a pixel, the gradient for the grid is that of the cell to its right and below it. It is zero for a
 * coordinate that `'border'` or `'reflection'` moves to a border, and changes sign where the image is mirrored.
 *
 * @param images `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param grid `[batch, outputHeight, outputWidth, 2]`, or `[outputHeight, outputWidth, 2]` for one example: (x, y), −1
 * and 1 at the edges of the image. A batch of 1 serves every image, and one image serves every grid.
 * @param options `padding` (default `'zeros'`), `fill` (default 0), `alignCorners` (default false).
 * @returns `[batch, outputHeight, outputWidth, channels]`, or without the batch axis for one example.
 * @throws ArgumentError if a shape is wrong, images has no pixels, an option is unknown, or fill is given for another
 * padding or does not fit the channels.
 *
 * @example
 * const image = tf.tensor3d([[[1], [2]], [[3], [4]]]);
 * bilinearSampler(image, [[[0, 0], [0.5, -0.5]]]).print(); // [[[2.5], [2]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", eq. 5 to 7. Padding, borders and `alignCorners` follow
 * PyTorch's `grid_sample`, except `'wrap'`, which follows SciPy's `grid-wrap`. At x = m the paper's gradient (eq. 7) is
 * 1; here it is PyTorch's.
 */
export function bilinearSampler<T extends Tensor | TensorLike, Sampled extends SampledOf<T> = SampledOf<T>>(
  images: T,
  grid: Tensor | TensorLike,
  options?: SamplerOptions,
): Sampled {
  return tidy(() => sample('bilinearSampler', ['images', images], grid, 2, 'linear', options));
}
