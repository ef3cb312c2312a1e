import { reshape, type Tensor, type Tensor3D, type Tensor4D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describeShape, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import { perspective } from '../ops/sampling/grid';
import type { GridOptions } from './affineGrid';
import { linearGrid } from './linearGrid';
import { projectiveMatrix } from './thetaMatrix';

/**
 * The sampling grid of projective maps (homographies): the input position that each output pixel samples.
 *
 *     (u, v, w)ᵀ = H (x_out, y_out, 1)ᵀ,  (x_in, y_in) = (u, v) / w
 *
 * with the output's coordinates as in `affineGrid`. A pixel with w = 0, on the horizon, has infinite coordinates, so
 * the samplers treat it as outside.
 *
 * @param theta `[batch, 8]`, row by row with h33 = 1, or `[batch, 3, 3]`; `[8]` or `[3, 3]` for one map.
 * @param size `[height, width]` of the output.
 * @param options `alignCorners` (default false).
 * @returns `[batch, height, width, 2]`, or `[height, width, 2]` for one map; coordinates (x, y), in [−1, 1] inside the
 * input.
 * @throws ArgumentError if theta has another shape, the size is not two positive integers or is too large, or an option
 * is unknown.
 *
 * @example
 * projectiveGrid([1, 0, 0, 0, 1, 0, 0.5, 0], [1, 2]).print(); // [[[-0.6666667, 0], [0.4, 0]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", section 3.2 ("plane projective transformation with 8
 * parameters"); Hartley & Zisserman 2004, "Multiple view geometry in computer vision", eq. 2.5.
 */
export function projectiveGrid<
  T extends Tensor | TensorLike,
  Grid extends ByRank<T, { 1: Tensor3D; 3: Tensor4D }> = ByRank<T, { 1: Tensor3D; 3: Tensor4D }>,
>(theta: T, size: readonly [number, number], options?: GridOptions): Grid {
  return tidy(() => {
    const { alignCorners } = optionsArgument('projectiveGrid', options, { alignCorners: false });
    const given = tensorArgument('projectiveGrid', 'theta', theta, { rank: [1, 2, 3] });
    const tail = given.shape.at(-1) === 8 ? [8] : [3, 3];
    const unbatched = given.rank === tail.length;
    const fits =
      given.rank - tail.length <= 1 && tail.every((count, axis) => given.shape.at(axis - tail.length) === count);
    if (!fits) {
      throw new ArgumentError(
        'projectiveGrid',
        'theta has the wrong shape',
        '[batch, 8], [batch, 3, 3], [8] or [3, 3]',
        describeShape(given.shape),
      );
    }
    sizeArgument('projectiveGrid', size, ['height', 'width'], [unbatched ? 1 : given.shape[0], 3]);
    booleanArgument('projectiveGrid', 'alignCorners', alignCorners);
    const matrix =
      tail.length === 1
        ? projectiveMatrix(reshape(given, [given.size / 8, 8]))
        : reshape(given, [given.size / 9, 3, 3]);
    return fromBatch(perspective(linearGrid(matrix as Tensor3D, size, alignCorners)), unbatched);
  });
}
