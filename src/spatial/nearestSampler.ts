import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import type { SameRank } from '../internal/ByRank';
import { type SamplerOptions, sample } from './samplingArguments';

/**
 * Samples images at the positions of a grid, from the nearest pixel.
 *
 *     V(x, y) = U[round(y), round(x)]
 *
 * in pixels as in `bilinearSampler`, whose `padding` is the same. Halves round to the even pixel. The images get a
 * gradient; that for the grid is zero.
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
 * nearestSampler(image, [[[0.4, -0.4], [-3, 0]]], { padding: 'border' }).print(); // [[[2], [1]]]
 *
 * Source: Jaderberg et al. 2015, "Spatial transformer networks", eq. 4, which rounds halves up; here they round as in
 * PyTorch's `grid_sample`.
 */
export function nearestSampler<T extends Tensor | TensorLike, Sampled extends SameRank<T> = SameRank<T>>(
  images: T,
  grid: Tensor | TensorLike,
  options?: SamplerOptions,
): Sampled {
  return tidy(() => sample('nearestSampler', ['images', images], grid, 2, 'nearest', options));
}
