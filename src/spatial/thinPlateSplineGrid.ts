import { add, type Tensor, type Tensor3D, type Tensor4D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import { spline } from '../ops/spline/spline';
import type { GridOptions } from './affineGrid';
import { axisCoordinates, identityGrid } from './linearGrid';

export interface ThinPlateSplineOptions extends GridOptions {
  /** The smoothing λ in (Φ + λ I) w + P a = s, which lets points miss their targets (default 0: none). */
  regularization?: number;
}

/**
 * The sampling grid of a thin plate spline: the map of least bending from control points of the output to control
 * points of the input.
 *
 *     f(p) = a₀ + a₁ x + a₂ y + Σ_k w_k φ(|p − t_k|),  φ(r) = r² log r
 *     (Φ + λ I) w + P a = s,  Pᵀ w = 0,  Φ_jk = φ(|t_j − t_k|),  row k of P (1, x, y) of t_k
 *
 * with the output's coordinates p as in `affineGrid`, target points t, source points s and λ the `regularization`. It
 * is linear in the source points. At least three target points must not lie on one line, and no two may be equal.
 * Otherwise, and in nearly such cases, the result is infinite, NaN or huge. Where a pixel is on a target point, the
 * second derivative for that point is infinite; the result omits the infinite part. Value and gradient are computed in
 * float64 on WASM and cpu; second gradients, and everything on WebGPU, are computed in float32.
 *
 * @param targetControlPoints `[points, 2]`, (x, y) in the output, for all examples, or `[batch, points, 2]`; at least
 * three points.
 * @param sourceControlPoints `[batch, points, 2]`, or `[points, 2]` for one map: the input position of each target
 * point.
 * @param size `[height, width]` of the output.
 * @param options `regularization` (default 0), `alignCorners` (default false).
 * @returns `[batch, height, width, 2]`, or `[height, width, 2]` for one map; coordinates (x, y), in [−1, 1] inside the
 * input.
 * @throws ArgumentError if a shape is wrong, there are fewer than three points, the size is not two positive integers
 * or is too large, the regularization is negative, or an option is unknown.
 *
 * @example
 * const corners = [[-1, -1], [1, -1], [-1, 1], [1, 1]];
 * const pulled = [[-1, -1], [1, -1], [-1, 1], [0, 0]];
 * thinPlateSplineGrid(corners, pulled, [1, 2]).print(); // [[[-0.625, -0.125], [0.125, -0.375]]]
 *
 * @see Bookstein 1989, "Principal warps: thin-plate splines and the decomposition of deformations", eq. 1 to 4, with
 * r² log r instead of r² log r², which leaves f unchanged; λ as in SciPy's `RBFInterpolator`. Jaderberg et al. 2015,
 * section 3.2, mention the map.
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
    sizeArgument('thinPlateSplineGrid', size, ['height', 'width'], [source.rank === 2 ? 1 : source.shape[0], 2]);
    numberArgument('thinPlateSplineGrid', 'regularization', regularization, { atLeast: 0 });
    booleanArgument('thinPlateSplineGrid', 'alignCorners', alignCorners);

    const batched = toBatch<Tensor3D>(source, 3);
    const identity = identityGrid(size, alignCorners);
    const [ys, xs] = size.map((count) => axisCoordinates(count, alignCorners));
    return fromBatch(
      add(spline(target, batched, { coordinates: [ys, xs], regularization }), identity),
      source.rank === 2,
    );
  });
}

/** The target points with a batch axis (of size 1 if all examples share them), and the source points. */
function controlPoints(target: Tensor | TensorLike, source: Tensor | TensorLike) {
  const name = 'thinPlateSplineGrid';
  const sources = tensorArgument(name, 'sourceControlPoints', source, { rank: [2, 3] });
  const given = tensorArgument(name, 'targetControlPoints', target, { rank: sources.rank === 2 ? 2 : [2, 3] });
  const batch = given.rank === 2 ? [] : [given.shape[0] === 1 ? 1 : sources.shape[0]];
  const targets = tensorArgument(name, 'targetControlPoints', given, { shape: [...batch, null, 2] });
  const points = targets.shape.at(-2)!;
  if (points < 3) {
    throw new ArgumentError(
      name,
      'targetControlPoints has too few points',
      '3 or more',
      `shape ${describeShape(targets.shape)}`,
    );
  }
  const shape = sources.rank === 2 ? [points, 2] : [null, points, 2];
  tensorArgument(name, 'sourceControlPoints', sources, { shape });
  return { target: toBatch<Tensor3D>(targets, 3), source: sources };
}
