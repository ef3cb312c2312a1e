import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import type { SameRank } from '../internal/ByRank';
import { type SamplerOptions, sample } from './samplingArguments';

/**
 * Samples images at the positions of a grid, between four pixels linearly.
 *
 *     V(x, y) = Σ_n Σ_m U[n, m] max(0, 1 − |x − m|) max(0, 1 − |y − n|)
 *
 * with x the grid's coordinate in pixels: ((x + 1) width − 1) / 2, or (x + 1)(width − 1) / 2 with `alignCorners`, and y
 * likewise.
 *
 * Outside the images `padding` decides: `'zeros'` and `'fill'` put 0 or `fill` in place of each missing pixel;
 * `'border'` moves the position to the nearest border, `'reflection'` mirrors it at the borders. A coordinate that is
 * NaN or infinite (in pixels, as float32) gets no gradient; with `'zeros'` and `'fill'` the sample lies outside, with
 * `'border'` and `'reflection'` the coordinate counts as pixel 0.
 *
 * The gradient for the grid is that of the cell to the right of and below a position on a pixel, and zero for a
 * coordinate that `'border'` or `'reflection'` puts on a border; one that is mirrored has the mirrored gradient.
 *
 * @param images `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param grid `[batch, outputHeight, outputWidth, 2]`, or `[outputHeight, outputWidth, 2]` for one example: (x, y), −1
 * and 1 at the sides of the image. A batch of 1 serves every image, as one image serves every grid.
 * @returns `[batch, outputHeight, outputWidth, channels]`, or without the batch axis for one example.
 * @throws ArgumentError if a shape is wrong, images has no pixels, an option is unknown, or fill is given for another
 * padding or does not fit the channels.
 *
 * @example
 * const image = tf.tensor3d([[[1], [2]], [[3], [4]]]);
 * bilinearSampler(image, [[[0, 0], [0.5, -0.5]]]).print(); // [[[2.5], [2]]]
 *
 * Source: Jaderberg et al. 2015, "Spatial transformer networks", eq. 5 to 7; padding, borders and `alignCorners` are
 * those of PyTorch's `grid_sample`. Where the paper's gradient (eq. 7) is 1 at x = m, it is PyTorch's here.
 */
export function bilinearSampler<T extends Tensor | TensorLike, Sampled extends SameRank<T> = SameRank<T>>(
  images: T,
  grid: Tensor | TensorLike,
  options?: SamplerOptions,
): Sampled {
  return tidy(() => sample('bilinearSampler', ['images', images], grid, 2, 'linear', options));
}
