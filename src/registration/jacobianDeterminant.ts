import {
  add,
  mul,
  reshape,
  split,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { booleanArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import type { Band, BandedMatrix } from '../ops/bandedProduct/banded';
import type { GridOptions } from '../spatial/affineGrid';
import { alongAxis } from './axes';
import { fieldArgument } from './gridArguments';

type DeterminantsOf<T> = ByRank<T, { 3: Tensor2D; 4: Tensor3D; 5: Tensor4D }>;

/**
 * The Jacobian determinant of a sampling grid at each pixel: the factor by which the map stretches area or volume
 * there.
 *
 *     J = det ∂(x_in, y_in) / ∂(x_out, y_out)
 *
 * It is 1 for the identity, above 1 where a pixel covers more than its own area, and 0 or less where the map folds. In
 * registration the grid maps the fixed to the moving image: J is the area in the moving image over that in the fixed
 * one, with both images measured as 2 by 2. Derivatives are central differences, one-sided at the border.
 *
 * @param grid `[batch, height, width, 2]`, or `[batch, depth, height, width, 3]`, or without the batch axis; at least 2
 * pixels along each axis.
 * @param options `alignCorners`: as for the grid (default false).
 * @returns The determinants: the grid's shape without its last axis.
 * @throws ArgumentError if grid has another shape or an option is unknown.
 *
 * @example
 * const grid = affineGrid([[2, 0, 0.5], [0, 0.25, 0]], [2, 3]);
 * jacobianDeterminant(grid).print(); // [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]
 *
 * @see The derivatives are those of NumPy's `gradient`, as in VoxelMorph's `jacobian_determinant`.
 */
export function jacobianDeterminant<
  T extends Tensor | TensorLike,
  Determinants extends DeterminantsOf<T> = DeterminantsOf<T>,
>(grid: T, options?: GridOptions): Determinants {
  return tidy(() => {
    const { alignCorners } = optionsArgument('jacobianDeterminant', options, { alignCorners: false });
    const { given, axes, unbatched } = fieldArgument('jacobianDeterminant', 'grid', grid, 2);
    booleanArgument('jacobianDeterminant', 'alignCorners', alignCorners);
    return fromBatch<Determinants>(determinants(toBatch(given, axes + 2), alignCorners), unbatched);
  });
}

function determinants(grid: Tensor, alignCorners: boolean): Tensor {
  const size = grid.shape.slice(1, -1);
  // Along x, the last axis, first: in the order of the vectors' entries.
  const columns = size
    .map((count, axis) => split(alongAxis(grid, axis + 1, differences(count, alignCorners)), size.length, -1))
    .reverse();
  return reshape(determinant(columns), grid.shape.slice(0, -1));
}

/** Expands along the first column; the entries are tensors. */
function determinant(columns: Tensor[][]): Tensor {
  const [[top, ...below], ...others] = columns;
  if (below.length === 0) return top;
  const terms = columns[0].map((entry, row) => {
    const minor = others.map((column) => column.filter((_, other) => other !== row));
    return mul(entry, determinant(minor));
  });
  return terms.reduce((sum, term, row) => (row % 2 === 0 ? add(sum, term) : sub(sum, term)));
}

/**
 * Derivatives per unit of the grid: half the difference of both neighbours, or at the ends the difference from the only
 * neighbour.
 */
function differences(count: number, alignCorners: boolean): BandedMatrix {
  const perUnit = (alignCorners ? count - 1 : count) / 2;
  const rows = Array.from({ length: count }, (_, index): Band => {
    const first = Math.max(index - 1, 0);
    const last = Math.min(index + 1, count - 1);
    const slope = perUnit / (last - first);
    return { first, weights: last - first === 2 ? [-slope, 0, slope] : [-slope, slope] };
  });
  return { columns: count, rows };
}
