import {
  add,
  cast,
  concat,
  diag,
  equal,
  fill,
  log,
  mul,
  ones,
  reshape,
  slice,
  split,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
  tensor3d,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import { matrixProduct } from '../ops/matrixProduct';
import { solve } from '../ops/solve/solve';
import type { GridOptions } from './affineGrid';
import { linearGrid } from './linearGrid';

export interface ThinPlateSplineOptions extends GridOptions {
  /** How far points may miss their places for a smoother map: λ in (Φ + λ I) w + P a = s (default 0: not at all). */
  regularization?: number;
}

/**
 * The sampling grid of thin plate splines: the map of least bending that takes control points of the output to control
 * points of the input.
 *
 *     f(p) = a₀ + a₁ x + a₂ y + Σ_k w_k φ(|p − t_k|),  φ(r) = r² log r
 *     (Φ + λ I) w + P a = s,  Pᵀ w = 0,  Φ_jk = φ(|t_j − t_k|),  row k of P (1, x, y) of t_k
 *
 * with the output's coordinates p as in `affineGrid`, target points t, source points s and λ the `regularization`. It is
 * linear in the source points. Three target points that lie on no line are needed, and no two may be the same:
 * otherwise, and where that is nearly so, the result is infinite, NaN or huge. Where a pixel lies on a target point, the
 * second derivative for that point is infinite; here it leaves out the infinite part.
 *
 * @param targetControlPoints `[points, 2]`, (x, y) in the output, the same for every example; at least three.
 * @param sourceControlPoints `[batch, points, 2]`, or `[points, 2]` for one map: where in the input each of them looks.
 * @param size `[height, width]` of the output.
 * @returns `[batch, height, width, 2]`, or `[height, width, 2]` for one map; coordinates (x, y), in [−1, 1] inside the
 * input.
 * @throws ArgumentError if a shape is wrong, there are less than three points, the size is not two positive integers,
 * the regularization is negative, or an option is unknown.
 *
 * @example
 * const corners = [[-1, -1], [1, -1], [-1, 1], [1, 1]];
 * const pulled = [[-1, -1], [1, -1], [-1, 1], [0, 0]];
 * thinPlateSplineGrid(corners, pulled, [1, 2]).print(); // [[[-0.625, -0.125], [0.125, -0.375]]]
 *
 * Source: Bookstein 1989, "Principal warps: thin-plate splines and the decomposition of deformations", eq. 1 to 4, with
 * r² log r for his r² log r², which leaves f as it is; λ as in SciPy's `RBFInterpolator`. Jaderberg et al. 2015, section
 * 3.2, name the map.
 */
export function thinPlateSplineGrid<
  T extends Tensor | TensorLike,
  Grid extends ByRank<T, { 2: Tensor3D; 3: Tensor4D }> = ByRank<T, { 2: Tensor3D; 3: Tensor4D }>,
>(
  targetControlPoints: Tensor | TensorLike,
  sourceControlPoints: T,
  size: readonly [number, number],
  options?: ThinPlateSplineOptions,
): Grid {
  return tidy(() => {
    const { regularization, alignCorners } = optionsArgument('thinPlateSplineGrid', options, {
      regularization: 0,
      alignCorners: false,
    });
    const { target, source } = controlPoints(targetControlPoints, sourceControlPoints);
    sizeArgument('thinPlateSplineGrid', size, ['height', 'width']);
    numberArgument('thinPlateSplineGrid', 'regularization', regularization, { atLeast: 0 });
    booleanArgument('thinPlateSplineGrid', 'alignCorners', alignCorners);

    const sources = toBatch<Tensor3D>(source, 3);
    const [batch] = sources.shape;
    const [height, width] = size;
    const identity = linearGrid(tensor3d([1, 0, 0, 0, 1, 0], [1, 2, 3]), size, alignCorners);
    const positions = reshape(identity, [height * width, 2]) as Tensor2D;
    // The spline of the displacements: it is exactly zero where nothing moves.
    const coefficients = splineCoefficients(target, sub(sources, target) as Tensor3D, regularization);
    const displacements = matrixProduct(coefficients, splineBasis(positions, target));
    const perExample = transpose(reshape(displacements, [batch, 2, height, width]), [0, 2, 3, 1]);
    return fromBatch(add(perExample, identity), source.rank === 2);
  });
}

function controlPoints(target: Tensor | TensorLike, source: Tensor | TensorLike) {
  const targets = tensorArgument<Tensor2D>('thinPlateSplineGrid', 'targetControlPoints', target, { shape: [null, 2] });
  const [points] = targets.shape;
  if (points < 3) {
    throw new ArgumentError(
      'thinPlateSplineGrid',
      'targetControlPoints has too few points',
      '3 or more',
      `shape ${describeShape(targets.shape)}`,
    );
  }
  const sources = tensorArgument('thinPlateSplineGrid', 'sourceControlPoints', source, { rank: [2, 3] });
  const shape = sources.rank === 2 ? [points, 2] : [null, points, 2];
  tensorArgument('thinPlateSplineGrid', 'sourceControlPoints', sources, { shape });
  return { target: targets, source: sources };
}

/** [wᵀ, aᵀ] [2 batch, points + 3] of the splines with `values` [batch, points, 2] at the control points. */
function splineCoefficients(control: Tensor2D, values: Tensor3D, regularization: number): Tensor2D {
  const [batch, points] = values.shape;
  const left = splineBasis(control, control);
  const right = concat([transpose(slice(left, [points, 0], [3, points])), zeros([3, 3])], 0);
  const diagonal = concat([fill([points], regularization), zeros([3])]) as Tensor1D;
  const system = add(concat([left, right], 1), diag(diagonal)) as Tensor2D;
  const columns = reshape(transpose(values, [1, 0, 2]), [points, 2 * batch]);
  return transpose(solve(system, concat([columns, zeros([3, 2 * batch])], 0) as Tensor2D));
}

/** [Φ; Pᵀ]: in the column of each position p φ(|p − t_k|) for each k, then 1, x and y. */
function splineBasis(positions: Tensor2D, control: Tensor2D): Tensor2D {
  const coordinates = transpose(positions);
  const [x, y] = split(coordinates, 2, 0);
  const [controlX, controlY] = split(control, 2, 1);
  const squares = add(square(sub(x, controlX)), square(sub(y, controlY)));
  // r² log r = ½ r² log r²; at r = 0 the logarithm would make it NaN.
  const atZero = noGradient(() => cast(equal(squares, 0), 'float32'));
  const radial = mul(mul(squares, 0.5), log(add(squares, atZero)));
  return concat([radial, ones([1, positions.shape[0]]), coordinates], 0) as Tensor2D;
}
