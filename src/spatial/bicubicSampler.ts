import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { type SampledOf, type SamplerOptions, sample } from './samplingArguments';

/**
 * Samples images at the positions of a grid by Keys' cubic convolution of sixteen pixels with A = −0.75.
 *
 *     V(x, y) = Σ_n Σ_m U[n, m] k(x − m) k(y − n)
 *     k(t) = (A + 2)|t|³ − (A + 3)|t|² + 1 up to |t| = 1,  A|t|³ − 5A|t|² + 8A|t| − 4A up to |t| = 2
 *
 * in pixels as in `bilinearSampler`. The `padding` is that of `bilinearSampler`, except that `'border'` and
 * `'reflection'` act on each of the sixteen pixels instead of the position. The result may overshoot the images' range.
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
 * const image = tf.tensor3d([[[0], [1], [4], [9]]]);
 * bicubicSampler(image, [[[0, 0]]]).print(); // [[[2.125]]]
 *
 * @see Keys 1981, "Cubic convolution interpolation for digital image processing", eq. 4 with a = −0.75, as in
 * PyTorch's `grid_sample`.
 */
export function bicubicSampler<T extends Tensor | TensorLike, Sampled extends SampledOf<T> = SampledOf<T>>(
  images: T,
  grid: Tensor | TensorLike,
  options?: SamplerOptions,
): Sampled {
  return tidy(() => sample('bicubicSampler', ['images', images], grid, 2, 'cubic', options));
}
