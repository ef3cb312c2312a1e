import { numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { pairsArgument } from './pairsArgument';

export interface ConformalIntervalOptions {
  /** The share of intervals that may miss the real score (default 0.1). */
  alpha?: number;
}

export interface ConformalInterval {
  /** Half the width of every interval; ∞ if there are too few pairs for this alpha. */
  halfWidth: number;
  /** `[prediction − halfWidth, prediction + halfWidth]`. */
  interval(prediction: number): [low: number, high: number];
}

/**
 * Intervals around predictions that contain the real score with probability at least 1 − α, whatever the distribution.
 *
 *     halfWidth = the ⌈(n + 1)(1 − α)⌉-th smallest |real − predicted| of the n pairs; ∞ if that is beyond n
 *
 * The pairs must be exchangeable with future ones. Do not use those that a calibration was fitted on, because their
 * errors are smaller. With n pairs the coverage is between 1 − α and 1 − α + 1/(n + 1), on average over draws of the
 * pairs.
 *
 * @param predicted Predicted scores (calibrated ones, for example) of cases that are held out from everything else.
 * @param real Their real scores.
 * @param options `alpha` in (0, 1), default 0.1.
 * @returns `{halfWidth, interval(prediction)}`.
 * @throws ArgumentError if the lists differ in length, are empty or contain a number that is not finite, or alpha is
 * out of range.
 *
 * @example
 * const { halfWidth, interval } = conformalInterval([0.5, 0.6, 0.7, 0.8], [0.6, 0.6, 0.5, 0.85], { alpha: 0.4 });
 * halfWidth; // 0.1
 * interval(0.9); // [0.8, 1]
 *
 * @see Vovk et al. 2005, "Algorithmic learning in a random world"; Lei et al. 2018, "Distribution-free predictive
 * inference for regression", algorithm 2.
 */
export function conformalInterval(
  predicted: ArrayLike<number>,
  real: ArrayLike<number>,
  options?: ConformalIntervalOptions,
): ConformalInterval {
  const { alpha } = optionsArgument('conformalInterval', options, { alpha: 0.1 });
  const [predictions, scores] = pairsArgument('conformalInterval', predicted, real, 1);
  numberArgument('conformalInterval', 'alpha', alpha, { above: 0 });
  numberArgument('conformalInterval', 'alpha', alpha, { atMost: 1 - Number.EPSILON });
  const errors = Float64Array.from(scores, (score, k) => Math.abs(score - predictions[k])).sort();
  const halfWidth = errors[rank(errors.length, alpha) - 1] ?? Number.POSITIVE_INFINITY;
  return { halfWidth, interval: (prediction) => [prediction - halfWidth, prediction + halfWidth] };
}

/** ⌈(n + 1)(1 − α)⌉, without rounding up an integer to the next one. */
function rank(count: number, alpha: number): number {
  const exact = (count + 1) * (1 - alpha);
  return Math.ceil(exact - 1e-12 * exact);
}
