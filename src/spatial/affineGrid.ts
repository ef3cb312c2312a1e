import type { Tensor, Tensor3D, Tensor4D, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { booleanArgument, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import { linearGrid } from './linearGrid';

export interface GridOptions {
  /** −1 and 1 are the centres of the border pixels instead of their outer edges (default false). */
  alignCorners?: boolean;
}

/**
 * The sampling grid of affine maps: the input position that each output pixel samples.
 *
 *     (x_in, y_in)ᵀ = θ (x_out, y_out, 1)ᵀ
 *
 * with x_out = (2 j + 1) / width − 1 in column j, or 2 j / (width − 1) − 1 with `alignCorners`; y_out likewise. On an
 * axis of size 1 the coordinate is 0.
 *
 * @param theta `[batch, 2, 3]`, or `[2, 3]` for one map.
 * @param size `[height, width]` of the output.
 * @param options `alignCorners` (default false).
 * @returns `[batch, height, width, 2]`, or `[height, width, 2]` for one map; coordinates (x, y), in [−1, 1] inside the
 * input.
 * @throws ArgumentError if theta has another shape, the size is not two positive integers or is too large, or an option
 * is unknown.
 *
 * @example
 * affineGrid([[1, 0, 0.5], [0, 1, 0]], [1, 2]).print(); // [[[0, 0], [1, 0]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", eq. 1; the coordinates are those of PyTorch's
 * `affine_grid`.
 */
export function affineGrid<
  T extends Tensor | TensorLike,
  Grid extends ByRank<T, { 2: Tensor3D; 3: Tensor4D }> = ByRank<T, { 2: Tensor3D; 3: Tensor4D }>,
>(theta: T, size: readonly [number, number], options?: GridOptions): Grid {
  return tidy(() => {
    const { alignCorners } = optionsArgument('affineGrid', options, { alignCorners: false });
    const given = tensorArgument('affineGrid', 'theta', theta, { rank: [2, 3] });
    tensorArgument('affineGrid', 'theta', given, { shape: given.rank === 2 ? [2, 3] : [null, 2, 3] });
    const batched = toBatch<Tensor3D>(given, 3);
    sizeArgument('affineGrid', size, ['height', 'width'], [batched.shape[0], 2]);
    booleanArgument('affineGrid', 'alignCorners', alignCorners);
    return fromBatch(linearGrid(batched, size, alignCorners), given.rank === 2);
  });
}
