import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { type SampledOf, type SamplerOptions, sample } from './samplingArguments';

/**
 * Samples volumes at the positions of a grid by linear interpolation between eight voxels.
 *
 *     V(x, y, z) = Σ_l Σ_n Σ_m U[l, n, m] max(0, 1 − |x − m|) max(0, 1 − |y − n|) max(0, 1 − |z − l|)
 *
 * in voxels. On each of the three axes, coordinates, padding and gradients are those of `bilinearSampler`.
 *
 * @param volumes `[batch, depth, height, width, channels]`, or `[depth, height, width, channels]` for one example.
 * @param grid `[batch, outputDepth, outputHeight, outputWidth, 3]`, or `[outputDepth, outputHeight, outputWidth, 3]`
 * for one example: (x, y, z), −1 and 1 at the edges of the volume. A batch of 1 serves every volume, and one volume
 * serves every grid.
 * @param options `padding` (default `'zeros'`), `fill` (default 0), `alignCorners` (default false).
 * @returns `[batch, outputDepth, outputHeight, outputWidth, channels]`, or without the batch axis for one example.
 * @throws ArgumentError if a shape is wrong, volumes has no voxels, an option is unknown, or fill is given for another
 * padding or does not fit the channels.
 *
 * @example
 * const volume = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
 * trilinearSampler(volume, [[[[0, 0, 0], [-0.5, -0.5, 0]]]]).print(); // [[[[4.5], [3]]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", eq. 5, in three dimensions as in PyTorch's
 * `grid_sample`.
 */
export function trilinearSampler<T extends Tensor | TensorLike, Sampled extends SampledOf<T> = SampledOf<T>>(
  volumes: T,
  grid: Tensor | TensorLike,
  options?: SamplerOptions,
): Sampled {
  return tidy(() => sample('trilinearSampler', ['volumes', volumes], grid, 3, 'linear', options));
}
