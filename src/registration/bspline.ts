import type { Band, BandedMatrix } from '../ops/bandedProduct/banded';

/**
 * The cubic B-spline on an axis from −1 to 1: `count` control points are the ends of count − 3 equal cells, plus one
 * beyond each end. In the cell with the control points c₀ … c₃ around it, at the fraction f of its width,
 *
 *     u = Σ_k β_k(f) c_k,    β = ((1 − f)³, 3 f³ − 6 f² + 4, −3 f³ + 3 f² + 3 f + 1, f³) / 6
 */
const derivatives: ((f: number) => number[])[] = [
  (f) => [
    (1 - f) ** 3 / 6,
    (3 * f - 6) * f * f * (1 / 6) + 4 / 6,
    ((-3 * f + 3) * f + 3) * f * (1 / 6) + 1 / 6,
    f ** 3 / 6,
  ],
  (f) => [-((1 - f) ** 2) / 2, (3 * f - 4) * f * 0.5, ((-3 * f + 2) * f + 1) / 2, f ** 2 / 2],
  (f) => [1 - f, 3 * f - 2, 1 - 3 * f, f],
];

/** The spline of `count` control points at coordinates in [−1, 1]; beyond them the outer cells continue. */
export const splineAt = (count: number, coordinates: ArrayLike<number>): BandedMatrix => ({
  columns: count,
  rows: Array.from(coordinates, (coordinate) => {
    const cells = count - 3;
    const position = ((coordinate + 1) / 2) * cells;
    const first = Math.min(Math.max(Math.floor(position), 0), cells - 1);
    return { first, weights: derivatives[0](position - first) };
  }),
});

/**
 * A matrix whose product with control points has the sum of squares ½ ∫ (dⁿu/dxⁿ)² dx over [−1, 1], with n the order.
 * Its rows are the derivative at Gauss–Legendre points times the roots of their weights, with enough points for an
 * exact integral.
 */
export function splineEnergy(count: number, order: 0 | 1 | 2): BandedMatrix {
  const cells = count - 3;
  const rows = Array.from({ length: cells }, (_, first) =>
    gaussLegendre[4 - order].map(([f, weight]): Band => {
      const factor = Math.sqrt(weight / cells) * (cells / 2) ** order;
      return { first, weights: derivatives[order](f).map((value) => value * factor) };
    }),
  );
  return { columns: count, rows: rows.flat() };
}

const symmetric = (pairs: [offset: number, weight: number][]) =>
  pairs.flatMap(([offset, weight]) =>
    (offset === 0 ? [0] : [-offset, offset]).map((signed) => [(1 + signed) / 2, weight / 2] as const),
  );

/** Points and weights on [0, 1], keyed by their number n; the rule is exact up to degree 2 n − 1. */
const gaussLegendre: Record<number, (readonly [number, number])[]> = {
  2: symmetric([[0.5773502691896257, 1]]),
  3: symmetric([[0, 0.8888888888888888], [0.7745966692414834, 0.5555555555555556]]), // biome-ignore format: pairs
  4: symmetric([[0.3399810435848563, 0.6521451548625461], [0.8611363115940526, 0.3478548451374538]]), // biome-ignore format: pairs
};

/** The control points of the same spline on cells half as wide. */
export function splineRefinement(count: number): BandedMatrix {
  const rows = Array.from({ length: 2 * count - 3 }, (_, index): Band => {
    const first = Math.floor((index - 1) / 2);
    return index % 2 === 1 ? { first, weights: [1 / 8, 6 / 8, 1 / 8] } : { first: first + 1, weights: [1 / 2, 1 / 2] };
  });
  return { columns: count, rows };
}
