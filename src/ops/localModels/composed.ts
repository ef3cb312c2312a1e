import {
  add,
  concat,
  dispose,
  div,
  maximum,
  mul,
  relu,
  sub,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { planesFrom, windowMoments } from './windowMoments';

export interface LocalModelsAttributes {
  /** Windows have 2 · radius + 1 pixels on each side and are cut at the border. */
  radius: number;
  /** Slopes a of the models cost epsilon · |a|², beside the mean squared residual of a window, ... */
  epsilon: number;
  /** ... or beside the sum of its squared residuals. */
  perWindow: boolean;
}

const ridgeOf = ({ shape }: Tensor, { radius, epsilon, perWindow }: LocalModelsAttributes): number | Tensor =>
  perWindow ? div(epsilon, windowSizes(shape, radius)) : epsilon;

/** The number of pixels in the window around each pixel, [1, 1, height, width]. */
export function windowSizes(shape: readonly number[], radius: number): Tensor4D {
  const [, , height, width] = shape;
  const along = (n: number, size: number) => Math.min(n + radius, size - 1) - Math.max(n - radius, 0) + 1;
  const rows = Float32Array.from({ length: height }, (_, y) => along(y, height));
  const columns = Float32Array.from({ length: width }, (_, x) => along(x, width));
  return mul(tensor(rows, [1, 1, height, 1]), tensor(columns, [1, 1, 1, width]));
}

export function composed(
  { guide, values }: Record<'guide' | 'values', Tensor>,
  attributes: LocalModelsAttributes,
): Tensor4D {
  const channels = guide.shape[0]!;
  const { mean, covariances } = windowMoments(concat([guide, values]) as Tensor4D, channels, attributes.radius);
  const slopes = tidy(() => solveSymmetric(covariances, ridgeOf(guide, attributes)));
  dispose(covariances);
  const intercept = tidy(() => sub(planesFrom(mean, channels), combine(slopes, planesFrom(mean, 0, channels))));
  return concat([...slopes, intercept] as Tensor4D[]);
}

/** M⁻¹ f for every window, M = Σ + ridge Id, with the planes f in the order of the slopes. */
export function windowSolutions(guide: Tensor4D, f: Tensor4D, attributes: LocalModelsAttributes): Tensor4D {
  const channels = guide.shape[0];
  const count = f.shape[0] / channels;
  const { covariances } = windowMoments(guide, channels, attributes.radius);
  const rows = covariances.map((row, k) => concat([row, planesFrom(f, k * count, count)]));
  return concat(tidy(() => solveSymmetric(rows, ridgeOf(guide, attributes))));
}

/** Σ_k slopes[k] · maps_k. */
const combine = (slopes: Tensor4D[], maps: Tensor4D): Tensor4D =>
  slopes.map((slope, k) => mul<Tensor4D>(slope, planesFrom(maps, k, 1))).reduce((sum, term) => add(sum, term));

/** Below this share of a plane's variance, float32 cannot resolve the part that the planes before it do not explain. */
const varianceResolution = 2 ** -20;

/**
 * Gaussian elimination of symmetric systems, one at every pixel. Row k holds the coefficients of the unknowns k, k + 1,
 * ..., then the right-hand sides. Positive definite matrices need no row exchange. Where the colours lie on a line, a
 * pivot is only rounding error, so it is raised to at least the share above.
 */
function solveSymmetric(symmetricRows: Tensor4D[], ridge: number | Tensor): Tensor4D[] {
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
