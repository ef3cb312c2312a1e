import { add, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { booleanArgument } from '../internal/arguments';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import type { BandedMatrix } from '../ops/bandedProduct/banded';
import type { GridOptions } from '../spatial/affineGrid';
import { axisCoordinates, identityGrid } from '../spatial/linearGrid';
import { alongAxes } from './axes';
import { splineAt } from './bspline';
import { axisNames, type FieldOf, fieldArgument } from './gridArguments';

/**
 * The sampling grid of a free-form deformation: each output pixel samples its own position, moved by a cubic B-spline.
 *
 *     x_in = x_out + Σ_i Σ_j B_i(y_out) B_j(x_out) c_ij
 *
 * with displacements c in the units of the grid, in which the image is 2 wide and 2 high, so the same control points
 * work for every size. Along an axis, n control points span n − 3 equal cells from −1 to 1: the first is one cell
 * before the image and the last one cell after it. Zeros give the identity; if all control points are c, everything
 * moves by c. The grid is linear in the control points and twice continuously differentiable in space.
 *
 * @param controlPoints `[batch, rows, columns, 2]`, or for volumes `[batch, slices, rows, columns, 3]`, each with or
 * without the batch axis. At least 4 along each axis; the last axis is (x, y) or (x, y, z).
 * @param size `[height, width]`, or `[depth, height, width]`, of the output.
 * @param options `alignCorners` (default false).
 * @returns `[batch, ...size, 2]` or `[batch, ...size, 3]`, or without the batch axis; coordinates as in `affineGrid`.
 * The grid maps output to input: in registration, from the fixed to the moving image.
 * @throws ArgumentError if controlPoints has another shape, the size is not one positive integer per axis or is too
 * large, or an option is unknown.
 *
 * @example
 * const controlPoints = tf.mul(tf.ones([4, 4, 2]), [0.5, 0]);
 * bsplineGrid(controlPoints, [1, 2]).print(); // [[[0, 0], [1, 0]]]
 *
 * @see Rueckert et al. 1999, "Nonrigid registration using free-form deformations: application to breast MR images",
 * eq. 2.
 */
export function bsplineGrid<T extends Tensor | TensorLike, Grid extends FieldOf<T> = FieldOf<T>>(
  controlPoints: T,
  size: readonly number[],
  options?: GridOptions,
): Grid {
  return tidy(() => {
    const { alignCorners } = optionsArgument('bsplineGrid', options, { alignCorners: false });
    const { given, axes, unbatched } = fieldArgument('bsplineGrid', 'controlPoints', controlPoints, 4);
    const others = [...(unbatched ? [] : given.shape.slice(0, 1)), axes];
    sizeArgument('bsplineGrid', size, axisNames(axes), others);
    booleanArgument('bsplineGrid', 'alignCorners', alignCorners);
    const points = toBatch(given, axes + 2);
    const displacement = alongAxes(points, splineMatrices(points, size, alignCorners));
    return fromBatch<Grid>(add(displacement, identityGrid(size, alignCorners)), unbatched);
  });
}

/**
 * The matrices that map control points [batch, ...lattice, axes] to the displacement at every pixel of an image of
 * `size`.
 */
export const splineMatrices = ({ shape }: Tensor, size: readonly number[], alignCorners = false): BandedMatrix[] =>
  size.map((count, axis) => splineAt(shape[axis + 1], axisCoordinates(count, alignCorners)));
