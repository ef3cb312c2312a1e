/** A point on a path that starts along d: the loss there and its derivative along the path. */
export interface LinePoint {
  step: number;
  loss: number;
  slope: number;
  /** The change of the loss that its gradient at the start promises: step · slope there, on a straight path. */
  promised: number;
}

interface SearchOptions<Point extends LinePoint> {
  evaluate(step: number): Promise<Point>;
  /** Frees a point that is not the result. */
  free(point: Point): void;
  /** Differences of the loss below this are noise. */
  noise: number;
  /** Ends the search early. */
  stopped(): boolean;
}

const sufficientDecrease = 1e-4;
const curvature = 0.9;
const maxEvaluations = 20;

/**
 * Finds a point on the path that satisfies the strong Wolfe conditions, starting from a first trial:
 *
 *     φ(t) ≤ φ(0) + c₁ t φ′(0),    |φ′(t)| ≤ c₂ |φ′(0)|
 *
 * Where losses differ by less than their noise, only the second must hold (the approximate Wolfe conditions of Hager
 * and Zhang 2005, section 1, for c₁ below 1 − c₂). A non-finite loss or slope counts as too high. On a path that bends,
 * the promise of the gradient at the start replaces t φ′(0).
 *
 * If no such point is found, the result is the best one that lowers the loss, if any.
 *
 * @see Nocedal and Wright 2006, "Numerical optimization", algorithms 3.5 and 3.6, merged into one loop: while there
 * is no upper end, the bracket is open.
 */
export async function wolfeSearch<Point extends LinePoint>(
  origin: LinePoint,
  first: Point,
  { evaluate, free, noise, stopped }: SearchOptions<Point>,
): Promise<Point | undefined> {
  let best: Point | undefined;
  let low = origin;
  let high: LinePoint | undefined;
  let behind = origin;
  let trial = first;
  for (let evaluations = 1; ; evaluations++) {
    if (isLower(trial, low, origin, noise)) {
      if (best) free(best);
      best = trial;
      const flat = Math.abs(trial.slope) <= curvature * -origin.slope;
      if (flat) return best;
      if (trial.slope * ((high?.step ?? Number.POSITIVE_INFINITY) - low.step) >= 0) high = low;
      behind = low;
      low = trial;
    } else {
      free(trial);
      high = trial;
    }
    const indistinguishable = high && Math.abs(high.step - low.step) * -origin.slope < 0.01 * noise;
    if (indistinguishable || evaluations === maxEvaluations || stopped()) break;
    trial = await evaluate(high ? between(low, high, noise) : beyond(behind, low, noise));
  }
  if (best && best.loss < origin.loss) return best;
  if (best) free(best);
  return undefined;
}

function isLower(trial: LinePoint, low: LinePoint, origin: LinePoint, noise: number): boolean {
  if (!Number.isFinite(trial.loss) || !Number.isFinite(trial.slope)) return false;
  if (Math.abs(trial.loss - low.loss) <= noise) return trial.loss <= origin.loss + noise;
  return trial.loss < low.loss && trial.loss <= origin.loss + sufficientDecrease * trial.promised;
}

/** A step inside the bracket, away from its ends. */
function between(low: LinePoint, high: LinePoint, noise: number): number {
  const width = high.step - low.step;
  // Far outside the domain of the loss nothing indicates the distance, so come back fast at first.
  if (!Number.isFinite(high.loss) || !Number.isFinite(high.slope))
    return low.step + (low.step === 0 ? 0.1 : 0.5) * width;
  const share = (stationaryStep(low, high, noise) - low.step) / width;
  return low.step + (Number.isNaN(share) ? 0.5 : Math.min(Math.max(share, 0.1), 0.9)) * width;
}

/** A step beyond the last one, where the loss still falls; far beyond it if the slope has hardly changed. */
function beyond(behind: LinePoint, last: LinePoint, noise: number): number {
  const growth = stationaryStep(behind, last, noise) / last.step;
  if (Math.abs(growth) > 1000) return 100 * last.step;
  return (growth > 1 ? Math.min(Math.max(growth, 2), 10) : 10) * last.step;
}

/**
 * The minimum of the cubic through losses and slopes (Nocedal and Wright, eq. 3.59). If the losses are within noise, it
 * is the zero of the line through the slopes. NaN if there is none.
 */
function stationaryStep(a: LinePoint, b: LinePoint, noise: number): number {
  const width = b.step - a.step;
  if (Math.abs(a.loss - b.loss) <= 10 * noise) return a.step - (a.slope * width) / (b.slope - a.slope);
  const d1 = a.slope + b.slope - (3 * (b.loss - a.loss)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 ** 2 - a.slope * b.slope);
  return b.step - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}
