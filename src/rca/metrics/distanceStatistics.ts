import type { DirectedDistances } from './directedDistances';
import type { SurfaceForm } from './surfaceArguments';

/** The statistics of surface distances, in the unit of the spacing: numbers, or one list entry per class. */
export interface SurfaceDistances<Value = number> {
  /** The mean distance. */
  average: Value;
  /** The square root of the mean squared distance. */
  rootMeanSquare: Value;
  /** The largest distance. */
  hausdorff: Value;
  /** The 95th percentile of the distances, interpolated linearly. */
  hausdorff95: Value;
}

type Statistic = keyof SurfaceDistances;

/** Each is a statistic of at least one sorted distance; ∞ among them gives ∞, never NaN. */
const statistics: Record<Statistic, (sorted: Float64Array) => number> = {
  average: mean,
  rootMeanSquare: (sorted) => Math.sqrt(mean(sorted.map((distance) => distance ** 2))),
  hausdorff: (sorted) => sorted[sorted.length - 1],
  hausdorff95: (sorted) => percentile(sorted, 0.95),
};

export const statisticNames = Object.keys(statistics) as Statistic[];

/** The statistics of a record of distances. All are `whereEmpty` unless both masks have a surface. */
export function distanceStatistics(
  { toTruth, toPredicted }: DirectedDistances,
  form: SurfaceForm,
  whereEmpty: number,
): SurfaceDistances {
  if (toTruth.length === 0 || toPredicted.length === 0) return statisticsOf(() => whereEmpty);
  if (form === 'pooled') {
    const pooled = new Float64Array(toTruth.length + toPredicted.length);
    pooled.set(toTruth);
    pooled.set(toPredicted, toTruth.length);
    pooled.sort();
    return statisticsOf((name) => statistics[name](pooled));
  }
  const [one, other] = [toTruth, toPredicted].map((distances) => distances.slice().sort());
  return statisticsOf((name) => {
    const [a, b] = [statistics[name](one), statistics[name](other)];
    return form === 'maximum' ? Math.max(a, b) : (a + b) / 2;
  });
}

export const statisticsOf = <Value>(value: (name: Statistic) => Value): SurfaceDistances<Value> =>
  Object.fromEntries(statisticNames.map((name) => [name, value(name)])) as unknown as SurfaceDistances<Value>;

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percentile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = sorted[below];
  const upper = sorted[Math.min(below + 1, sorted.length - 1)];
  return lower === upper ? lower : lower + (position - below) * (upper - lower);
}
