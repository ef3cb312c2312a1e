import { choiceArgument, numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { mean } from './mean';
import { pairsArgument } from './pairsArgument';

export interface CalibrateAccuracyOptions {
  /** A line (the default), or the best nondecreasing function. */
  method?: 'linear' | 'isotonic';
}

export interface AccuracyCalibration {
  /** Maps a predicted score to a calibrated one. */
  apply(predicted: number): number;
  /** The slope of the least-squares line, whatever the method. */
  slope: number;
  /** The line's value at a predicted score of 0. */
  intercept: number;
  /** Pearson's correlation of predicted and real scores; NaN if either list is constant. */
  correlation: number;
  /** The mean of |real − apply(predicted)| over the given pairs. */
  meanAbsoluteError: number;
}

/**
 * Maps predicted scores to the scale of the real ones, from cases where both are known.
 *
 *     linear:    apply(x) = intercept + slope · x,  least squares
 *     isotonic:  the least-squares fit among nondecreasing functions, linear between its points
 *
 * Reverse classification accuracy orders segmentations well, but its scores are shifted and scaled by amounts that
 * depend on the references and the classifier. `apply` is not clipped to [0, 1]. The error is measured on the pairs
 * themselves, so it is slightly too small; measure it on other cases for an unbiased value.
 *
 * @param predicted Predicted scores of at least two cases.
 * @param real Their real scores.
 * @param options `method`: `'linear'` (the default) or `'isotonic'`.
 * @returns `{apply, slope, intercept, correlation, meanAbsoluteError}`. If all predicted scores are equal, the slope is
 * 0.
 * @throws ArgumentError if the lists differ in length, have fewer than two entries or contain a number that is not
 * finite, or the method is unknown.
 *
 * @example
 * const { apply, slope, intercept } = calibrateAccuracy([0.2, 0.4, 0.6], [0.3, 0.5, 0.7]);
 * [slope, intercept, apply(0.8)]; // [1, 0.1, 0.9]
 * calibrateAccuracy([1, 2, 3, 4], [1, 3, 2, 5], { method: 'isotonic' }).apply(2); // 2.5
 *
 * @see Valindria et al. 2017, "Reverse classification accuracy", reports uncalibrated predictions. The isotonic fit
 * pools adjacent violators, as scikit-learn's `IsotonicRegression` does with `out_of_bounds='clip'`.
 */
export function calibrateAccuracy(
  predicted: ArrayLike<number>,
  real: ArrayLike<number>,
  options?: CalibrateAccuracyOptions,
): AccuracyCalibration {
  const { method } = optionsArgument('calibrateAccuracy', options, { method: 'linear' });
  const [x, y] = pairsArgument('calibrateAccuracy', predicted, real, 2);
  choiceArgument('calibrateAccuracy', 'method', method, ['linear', 'isotonic']);
  const [meanX, meanY] = [centre(x), centre(y)];
  const product = (a: number[], meanA: number, b: number[], meanB: number) =>
    mean(a.map((value, k) => (value - meanA) * (b[k] - meanB)));
  const [xx, xy, yy] = [product(x, meanX, x, meanX), product(x, meanX, y, meanY), product(y, meanY, y, meanY)];
  const slope = xx > 0 ? xy / xx : 0;
  const intercept = meanY - slope * meanX;
  const apply = method === 'linear' ? (value: number) => intercept + slope * checked(value) : isotonic(x, y);
  return {
    apply,
    slope,
    intercept,
    correlation: xy / Math.sqrt(xx * yy),
    meanAbsoluteError: mean(y.map((value, k) => Math.abs(value - apply(x[k])))),
  };
}

/** The mean, exact if all values are equal. */
const centre = (values: number[]) => values[0] + mean(values.map((value) => value - values[0]));

const checked = (value: number) => numberArgument('calibrateAccuracy.apply', 'predicted', value);

/** One step of the fit: its value is `value` from `start` to `end`. */
interface Block {
  start: number;
  end: number;
  value: number;
  weight: number;
}

/** Pools decreasing neighbours until none are left. */
function isotonic(x: number[], y: number[]): (value: number) => number {
  const order = x.map((_, k) => k).sort((a, b) => x[a] - x[b]);
  const blocks: Block[] = [];
  // Equal predictions need a single value, so they are pooled first, whether their scores rise or fall.
  const groups: Block[] = [];
  for (const k of order) {
    const last = groups.at(-1);
    if (last && last.start === x[k]) {
      last.value = (last.value * last.weight + y[k]) / (last.weight + 1);
      last.weight++;
    } else groups.push({ start: x[k], end: x[k], value: y[k], weight: 1 });
  }
  for (let block of groups) {
    for (let last = blocks.at(-1); last && last.value >= block.value; last = blocks.at(-1)) {
      blocks.pop();
      const weight = last.weight + block.weight;
      const value = (last.value * last.weight + block.value * block.weight) / weight;
      block = { start: last.start, end: block.end, value, weight };
    }
    blocks.push(block);
  }
  return (value) => valueAt(blocks, checked(value));
}

function valueAt(blocks: Block[], x: number): number {
  const next = blocks.findIndex(({ end }) => x <= end);
  if (next < 0) return blocks[blocks.length - 1].value;
  const { start, value } = blocks[next];
  if (x >= start || next === 0) return value;
  const before = blocks[next - 1];
  return before.value + ((x - before.end) / (start - before.end)) * (value - before.value);
}
