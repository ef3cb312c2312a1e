import {
  add,
  mul,
  reshape,
  square,
  type Tensor,
  type Tensor1D,
  type TensorLike,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, numberArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { isArray } from '../internal/describe';
import { optionsArgument } from '../internal/optionsArgument';
import type { BandedMatrix } from '../ops/bandedProduct/banded';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { sumPerExample } from '../ops/sumPerExample';
import { alongAxes } from './axes';
import { splineEnergy } from './bspline';
import { fieldArgument } from './gridArguments';

export interface BendingEnergyOptions<R extends Reduction = Reduction> {
  /**
   * The lengths of the image in axis order, which set the unit of the energy: `[height, width]` or
   * `[depth, height, width]` (default 2 each).
   */
  size?: readonly number[];
  /** How the energies of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The bending energy of a free-form deformation: the mean over the image of its squared second derivatives.
 *
 *     E = 1/|Ω| ∫_Ω Σ_i Σ_j ‖∂²u / ∂x_i ∂x_j‖² dx
 *
 * where u is the displacement of `bsplineGrid`. It is at least 0, and 0 for every affine displacement. The integral is
 * exact: the integrand is a polynomial in each cell, summed at Gauss points.
 *
 * @param controlPoints `[batch, rows, columns, 2]`, or `[batch, slices, rows, columns, 3]` for volumes, or without the
 * batch axis, as in `bsplineGrid`.
 * @param options `size`: the lengths of the image, `[height, width]` or `[depth, height, width]` (default 2 each, as in
 * grids). With its size in pixels, displacements and distances are in pixels. `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch.
 * @throws ArgumentError if controlPoints has another shape, or an option is unknown or out of range.
 *
 * @example
 * // A displacement along x whose second derivative is (1 − 2 · 0 + 0) / 2² = 1/4, because cells are 2 wide.
 * const parabola = tf.tensor3d([[[1, 0], [0, 0], [0, 0], [1, 0]]]);
 * bendingEnergy(tf.tile(parabola, [4, 1, 1])).print(); // 0.0625
 *
 * @see Rueckert et al. 1999, "Nonrigid registration using free-form deformations: application to breast MR images",
 * eq. 4, in three dimensions and in two.
 */
export function bendingEnergy<R extends Reduction = 'mean'>(
  controlPoints: Tensor | TensorLike,
  options?: BendingEnergyOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { size, reduction } = optionsArgument('bendingEnergy', options, { size: undefined, reduction: 'mean' });
    const { given, axes, unbatched } = fieldArgument('bendingEnergy', 'controlPoints', controlPoints, 4);
    const lengths = lengthsArgument(size, axes);
    reductionArgument('bendingEnergy', reduction);
    const points = toBatch(given, axes + 2);
    return reduceBatch<R>(splineBending(points, lengths, bendingTerms(points, lengths)), reduction, unbatched);
  });
}

/** A second derivative at points of the image, and the weight of its square. */
interface BendingTerm {
  derivative: BandedMatrix[];
  weight: number;
}

/** The terms of the energy of control points [batch, ...lattice, axes] in an image of the given lengths. */
export function bendingTerms({ shape }: Tensor, lengths: readonly number[]): BendingTerm[] {
  return lengths.flatMap((_, i) =>
    lengths.slice(i).map((_, rest) => {
      const j = i + rest;
      const orders = lengths.map((_, axis) => (Number(axis === i) + Number(axis === j)) as 0 | 1 | 2);
      const unit = (2 / lengths[i]) * (2 / lengths[j]);
      return {
        derivative: orders.map((order, axis) => splineEnergy(shape[axis + 1], order)),
        weight: (i === j ? 1 : 2) * unit ** 2,
      };
    }),
  );
}

/** The energy of each example. */
export function splineBending(controlPoints: Tensor, lengths: readonly number[], terms: BendingTerm[]): Tensor1D {
  // Vector by vector, because broadcast products of rank 5 are wrong on WebGPU.
  const vectors = reshape(controlPoints, [-1, lengths.length]);
  const halves = tensor1d([...lengths].reverse().map((length) => length / 2));
  const scaled = reshape(mul(vectors, halves), controlPoints.shape);
  const energies = terms.map(
    ({ derivative, weight }) => mul(sumPerExample(square(alongAxes(scaled, derivative))), weight) as Tensor1D,
  );
  return energies.reduce((sum, energy) => add(sum, energy) as Tensor1D);
}

function lengthsArgument(size: unknown, axes: number): number[] {
  if (size === undefined) return Array<number>(axes).fill(2);
  if (isArray(size) && size.length === axes) {
    return Array.from(size, (length) => numberArgument('bendingEnergy', 'size', length, { above: 0, float32: true }));
  }
  throw new ArgumentError('bendingEnergy', 'size is wrong', `${axes} numbers, one per axis`, describe(size));
}
