import { directedDistances } from './metrics/directedDistances';
import { distanceStatistics } from './metrics/distanceStatistics';
import { shareWithin } from './metrics/surfaceDice';

/** The scores of segmentations: overlaps in [0, 1], and distances in the unit of the spacing. */
export type SegmentationMetric =
  | 'dice'
  | 'jaccard'
  | 'surfaceDice'
  | 'average'
  | 'rootMeanSquare'
  | 'hausdorff'
  | 'hausdorff95';

export const segmentationMetrics: readonly SegmentationMetric[] = [
  'dice',
  'jaccard',
  'surfaceDice',
  'average',
  'rootMeanSquare',
  'hausdorff',
  'hausdorff95',
];

/** Whether larger scores are better. */
export const isOverlap = (metric: SegmentationMetric): boolean =>
  metric === 'dice' || metric === 'jaccard' || metric === 'surfaceDice';

interface Segmentations {
  predicted: ArrayLike<number>;
  truth: ArrayLike<number>;
  size: readonly number[];
  spacing: readonly number[];
  tolerance: number;
}

/**
 * One number per metric and class. A class in neither map is NaN; a class in only one of them has overlap 0 and
 * distance ∞.
 */
export function scoresPerClass<Metric extends SegmentationMetric>(
  { predicted, truth, size, spacing, tolerance }: Segmentations,
  classes: number,
  metrics: readonly Metric[],
): Record<Metric, number[]> {
  const counts = countLabels(predicted, truth, classes);
  const needsSurface = metrics.some((metric) => metric !== 'dice' && metric !== 'jaccard');
  const score = (metric: Metric, id: number, record: ReturnType<typeof directedDistances> | undefined): number => {
    const [both, sum] = [counts.both[id], counts.predicted[id] + counts.truth[id]];
    if (sum === 0) return Number.NaN;
    if (metric === 'dice') return (2 * both) / sum;
    if (metric === 'jaccard') return both / (sum - both);
    if (metric === 'surfaceDice') return shareWithin(record!, tolerance)!;
    return distanceStatistics(record!, 'pooled', Number.POSITIVE_INFINITY)[metric as 'average'];
  };
  const columns = Object.fromEntries(metrics.map((metric) => [metric, [] as number[]])) as Record<Metric, number[]>;
  for (let id = 0; id < classes; id++) {
    const record = needsSurface ? directedDistances(predicted, truth, { size, spacing }, id) : undefined;
    for (const metric of metrics) columns[metric].push(score(metric, id, record));
  }
  return columns;
}

function countLabels(predicted: ArrayLike<number>, truth: ArrayLike<number>, classes: number) {
  const counts = {
    both: new Float64Array(classes),
    predicted: new Float64Array(classes),
    truth: new Float64Array(classes),
  };
  for (let index = 0; index < truth.length; index++) {
    const [a, b] = [predicted[index], truth[index]];
    if (a < classes && a >= 0) counts.predicted[a]++;
    if (b < classes && b >= 0) counts.truth[b]++;
    if (a === b && a < classes && a >= 0) counts.both[a]++;
  }
  return counts;
}
