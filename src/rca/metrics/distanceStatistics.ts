import type { DirectedDistances, Distances } from './directedDistances';
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
const statistics: Record<Statistic, (sorted: Distances) => number> = {
  average: mean,
  rootMeanSquare: ({ values, areas }) => Math.sqrt(mean({ values: values.map((distance) => distance ** 2), areas })),
  hausdorff: ({ values }) => values[values.length - 1],
  hausdorff95: ({ values, areas }) => (areas ? areaPercentile(values, areas, 0.95) : percentile(values, 0.95)),
};

const statisticNames = Object.keys(statistics) as Statistic[];

/** The statistics of a record of distances. All are `whereEmpty` unless both masks have a surface. */
export function distanceStatistics(
  { toTruth, toPredicted }: DirectedDistances,
  form: SurfaceForm,
  whereEmpty: number,
): SurfaceDistances {
  if (toTruth.values.length === 0 || toPredicted.values.length === 0) return statisticsOf(() => whereEmpty);
  if (form === 'pooled') {
    const pooled = sorted(joined(toTruth, toPredicted));
    return statisticsOf((name) => statistics[name](pooled));
  }
  const [one, other] = [sorted(toTruth), sorted(toPredicted)];
  return statisticsOf((name) => {
    const [a, b] = [statistics[name](one), statistics[name](other)];
    return form === 'maximum' ? Math.max(a, b) : (a + b) / 2;
  });
}

export const statisticsOf = <Value>(value: (name: Statistic) => Value): SurfaceDistances<Value> =>
  Object.fromEntries(statisticNames.map((name) => [name, value(name)])) as Record<Statistic, Value>;

function joined(a: Distances, b: Distances): Distances {
  const concatenated = (first: Float64Array, second: Float64Array) => {
    const both = new Float64Array(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
  };
  const areas = a.areas && b.areas && concatenated(a.areas, b.areas);
  return { values: concatenated(a.values, b.values), areas };
}

function sorted({ values, areas }: Distances): Distances {
  if (!areas) return { values: values.slice().sort() };
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  return { values: Float64Array.from(order, (at) => values[at]), areas: Float64Array.from(order, (at) => areas[at]) };
}

function mean({ values, areas }: Distances): number {
  let [sum, total] = [0, 0];
  for (const [index, value] of values.entries()) {
    const area = areas ? areas[index] : 1;
    sum += area * value;
    total += area;
  }
  return sum / total;
}

function percentile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = sorted[below];
  const upper = sorted[Math.min(below + 1, sorted.length - 1)];
  return lower === upper ? lower : lower + (position - below) * (upper - lower);
}

/** The smallest distance that the given share of the area does not exceed. */
function areaPercentile(sorted: Float64Array, areas: Float64Array, share: number): number {
  const wanted = share * areas.reduce((sum, area) => sum + area, 0);
  let at = 0;
  for (let reached = areas[0]; reached < wanted && at < sorted.length - 1; reached += areas[at]) at++;
  return sorted[at];
}
