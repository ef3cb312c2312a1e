import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { tensorArgument } from '../internal/arguments';
import { type SampledOf, type SamplerOptions, sample } from './samplingArguments';

/**
 * Samples images or volumes at the positions of a grid, from the nearest pixel.
 *
 *     V(x, y) = U[round(y), round(x)],  V(x, y, z) = U[round(z), round(y), round(x)]
 *
 * in pixels as in `bilinearSampler`, with the same `padding`. Halves round to the even pixel. The images get a
 * gradient; the gradient for the grid is zero. The grid's last axis has two coordinates for images and three for
 * volumes.
 *
 * @param images `[batch, height, width, channels]`, or `[height, width, channels]` for one example; volumes have a
 * depth before the height.
 * @param grid `[batch, outputHeight, outputWidth, 2]`, or `[outputHeight, outputWidth, 2]` for one example: (x, y), −1
 * and 1 at the edges of the image. For volumes it has an outputDepth before the outputHeight, and (x, y, z). A batch of
 * 1 serves every image, and one image serves every grid.
 * @param options `padding` (default `'zeros'`), `fill` (default 0), `alignCorners` (default false).
 * @returns The samples, in the shape of the grid with the channels as last axis.
 * @throws ArgumentError if a shape is wrong, images has no pixels, an option is unknown, or fill is given for another
 * padding or does not fit the channels.
 *
 * @example
 * const image = tf.tensor3d([[[1], [2]], [[3], [4]]]);
 * nearestSampler(image, [[[0.4, -0.4], [-3, 0]]], { padding: 'border' }).print(); // [[[2], [1]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", eq. 4, which rounds halves up. Here halves round as in
 * PyTorch's `grid_sample` of images; in volumes PyTorch rounds them away from zero.
 */
export function nearestSampler<T extends Tensor | TensorLike, Sampled extends SampledOf<T> = SampledOf<T>>(
  images: T,
  grid: Tensor | TensorLike,
  options?: SamplerOptions,
): Sampled {
  return tidy(() => {
    const points = tensorArgument('nearestSampler', 'grid', grid);
    const axes = points.shape.at(-1) === 3 ? 3 : 2;
    return sample('nearestSampler', ['images', images], points, axes, 'nearest', options);
  });
}
