import {
  add,
  cast,
  concat,
  div,
  isFinite as isFiniteNumber,
  maximum,
  mul,
  relu,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  transpose,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { planesFrom, windowMoments } from './windowMoments';

/** Output ≈ Σ_k slopes[k] · guide_k + intercept, everywhere a model of its own: planes [outputs, batch, height, width]. */
export interface AffineModels {
  slopes: Tensor4D[];
  intercept: Tensor4D;
}

/**
 * The affine models of the outputs in the guide that fit best in the window around each pixel, cut at the border:
 *
 *     min_{a,b} mean_{i∈window} (output_i − a·guide_i − b)² + ridge |a|²
 *
 * so that a = (Σ + ridge Id)⁻¹ cov(guide, output) and b = mean(output) − a·mean(guide).
 */
export function localAffineModels(
  guide: Tensor4D,
  output: Tensor4D,
  radius: number,
  ridge: number | Tensor,
): AffineModels {
  const channels = guide.shape[0];
  const moments = windowMoments(concat([guide, output]), channels, radius);
  const slopes = solve(moments.covariances, ridge);
  const explained = combine(slopes, planesFrom(moments.mean, 0, channels));
  return { slopes, intercept: sub(planesFrom(moments.mean, channels), explained) };
}

/** What the models make of the guide. */
export const applyModels = ({ slopes, intercept }: AffineModels, guide: Tensor4D): Tensor4D =>
  add(combine(slopes, guide), intercept);

/** Every map of the models, filtered by a function of planes. */
export function filterModels({ slopes, intercept }: AffineModels, f: (planes: Tensor4D) => Tensor4D): AffineModels {
  const filtered = f(concat<Tensor4D>([...slopes, intercept]));
  const outputs = intercept.shape[0];
  const filteredMap = (index: number) => planesFrom(filtered, index * outputs, outputs);
  return { slopes: slopes.map((_, k) => filteredMap(k)), intercept: filteredMap(slopes.length) };
}

/** The mean of the finite numbers of each plane of each image, a constant to gradients. */
export const meanOfPlanes = (planes: Tensor4D): Tensor4D =>
  noGradient(() => {
    const finite = isFiniteNumber(planes);
    const total = sum(sum(where(finite, planes, zerosLike(planes)), 3, true), 2, true);
    return div(total, maximum(sum(sum(cast(finite, 'float32'), 3, true), 2, true), 1));
  });

/**
 * Images [batch, height, width, channels] as planes less the mean of each: models of the one serve the other but for the
 * intercept, and float32 rounds slope · colour by its contrast rather than by its brightness.
 */
export function toCentredPlanes(images: Tensor4D): Tensor4D {
  const planes = toPlanes(images);
  return sub(planes, meanOfPlanes(planes));
}

/** Images [batch, height, width, channels] as planes, and back. */
export const toPlanes = (images: Tensor4D): Tensor4D => transpose(images, [3, 0, 1, 2]);
export const fromPlanes = (planes: Tensor4D): Tensor4D => transpose(planes, [1, 2, 3, 0]);

/** Σ_k slopes[k] · maps_k. */
const combine = (slopes: Tensor4D[], maps: Tensor4D): Tensor4D =>
  slopes.map((slope, k) => mul<Tensor4D>(slope, planesFrom(maps, k, 1))).reduce((sum, term) => add(sum, term));

/** Below this share of the variance of a guide's plane float32 does not tell what the planes before it leave of it. */
const varianceResolution = 2 ** -20;

/**
 * Gaussian elimination in symmetric systems, one at every pixel. Row k holds, from the diagonal on, what multiplies
 * unknowns k, k + 1, ..., then the right-hand sides; for a positive definite matrix no row needs to be exchanged. Where
 * colours are on a line, a pivot is that of rounding alone: it is taken to be at least the share above.
 */
function solve(symmetricRows: Tensor4D[], ridge: number | Tensor): Tensor4D[] {
  const unknowns = symmetricRows.length;
  const rows: Tensor4D[] = [];
  const leastPivots = symmetricRows.map((row) =>
    noGradient(() => tidy(() => maximum(mul(add(planesFrom(row, 0, 1), ridge), varianceResolution), ridge))),
  );
  for (const row of symmetricRows)
    rows.push(concat([add(planesFrom(row, 0, 1), ridge) as Tensor4D, planesFrom(row, 1)]));
  const pivots: Tensor4D[] = [];
  for (let k = 0; k < unknowns; k++) {
    const computed = planesFrom(rows[k], 0, 1);
    const pivot: Tensor4D = add(
      computed,
      noGradient(() => tidy(() => relu(sub(leastPivots[k], computed)))),
    );
    pivots.push(pivot);
    for (let next = k + 1; next < unknowns; next++) {
      const factor = div(planesFrom(rows[k], next - k, 1), pivot);
      rows[next] = sub(rows[next], mul(factor, planesFrom(rows[k], next - k)));
    }
  }
  const solutions: Tensor4D[] = [];
  for (let k = unknowns - 1; k >= 0; k--) {
    const known = solutions.map((solution, index) => mul<Tensor4D>(planesFrom(rows[k], index + 1, 1), solution));
    const rest = known.reduce((sum, term) => sub<Tensor4D>(sum, term), planesFrom(rows[k], unknowns - k));
    solutions.unshift(div(rest, pivots[k]));
  }
  return solutions;
}
