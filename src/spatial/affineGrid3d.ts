import type { Tensor, Tensor3D, Tensor4D, Tensor5D, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { booleanArgument, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import type { GridOptions } from './affineGrid';
import { linearGrid } from './linearGrid';

/**
 * The sampling grid of affine maps of volumes: the input position that each output voxel samples.
 *
 *     (x_in, y_in, z_in)ᵀ = θ (x_out, y_out, z_out, 1)ᵀ
 *
 * with the coordinates of `affineGrid` on each axis.
 *
 * @param theta `[batch, 3, 4]`, or `[3, 4]` for one map.
 * @param size `[depth, height, width]` of the output.
 * @param options `alignCorners` (default false).
 * @returns `[batch, depth, height, width, 3]`, or `[depth, height, width, 3]` for one map; coordinates (x, y, z), in
 * [−1, 1] inside the input.
 * @throws ArgumentError if theta has another shape, the size is not three positive integers or is too large, or an
 * option is unknown.
 *
 * @example
 * affineGrid3d([[1, 0, 0, 0.5], [0, 1, 0, 0], [0, 0, 1, 0]], [1, 1, 2]).print(); // [[[[0, 0, 0], [1, 0, 0]]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", eq. 1, in three dimensions as in PyTorch's
 * `affine_grid`.
 */
export function affineGrid3d<
  T extends Tensor | TensorLike,
  Grid extends ByRank<T, { 2: Tensor4D; 3: Tensor5D }> = ByRank<T, { 2: Tensor4D; 3: Tensor5D }>,
>(theta: T, size: readonly [number, number, number], options?: GridOptions): Grid {
  return tidy(() => {
    const { alignCorners } = optionsArgument('affineGrid3d', options, { alignCorners: false });
    const given = tensorArgument('affineGrid3d', 'theta', theta, { rank: [2, 3] });
    tensorArgument('affineGrid3d', 'theta', given, { shape: given.rank === 2 ? [3, 4] : [null, 3, 4] });
    const batched = toBatch<Tensor3D>(given, 3);
    sizeArgument('affineGrid3d', size, ['depth', 'height', 'width'], [batched.shape[0], 3]);
    booleanArgument('affineGrid3d', 'alignCorners', alignCorners);
    return fromBatch(linearGrid(batched, size, alignCorners), given.rank === 2);
  });
}
