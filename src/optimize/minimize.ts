import { sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { curvatureResolution } from '../ops/quasiNewton/composed';
import { freeCoordinates, projectStep } from './box';
import type { History } from './history';
import type { LbfgsProgress, LbfgsResult } from './lbfgsOptions';
import type { Iterate, Objective, Trial } from './objective';
import { wolfeSearch } from './wolfeSearch';

interface Search {
  maxIterations: number;
  /** Undefined for the default, which ends only where float32 allows no further decrease. */
  gradientTolerance: number | undefined;
  lossTolerance: number | undefined;
  /** Called after each iteration. */
  report(progress: Omit<LbfgsProgress, 'total'>): void;
  aborted(): boolean;
}

type Minimum = Pick<LbfgsResult, 'x' | 'loss' | 'iterations' | 'reason'>;

/** The relative accuracy of a sum in float32. */
const lossResolution = 1e-6;

/** The relative rounding of a number in float32. */
const rounding = 1.2e-7;

/** By default, a gradient is small at this share of its largest value. */
const smallGradient = 1e-6;

/** By default, an iteration that lowers the loss by less than this share of it gains nothing. */
const smallGain = 1e-9;

/** A single iteration that promises or gains nothing may be due to rounding; this many in a row end the run. */
const patience = 3;

/** The default is higher, because a long valley has flat stretches. */
const longPatience = 10;

/** A gradient larger or smaller than the unit by this factor requires a new unit. */
const unitRange = 2 ** 20;

/** How a direction is found: after `newton` the others are tried in turn, if the one before did not help. */
type Mode = 'newton' | 'wide' | 'steepest';

/** The iterations of L-BFGS from a start in the box. All tensors are owned by the objective. */
export async function minimize(
  objective: Objective,
  start: Tensor,
  history: History,
  search: Search,
): Promise<Minimum> {
  if (search.aborted()) return { x: start, loss: Number.NaN, iterations: 0, reason: 'aborted' };
  const { length, ...first } = await objective.start(start);
  history.begin(objective.unit, length);
  return new Minimization(objective, history, search, first).run();
}

class Minimization {
  #current: Iterate;
  #best: Pick<Minimum, 'x' | 'loss'>;
  #iterations = 0;
  /** The number of iterations in a row that promised nothing, and that gained nothing. */
  #quiet = 0;
  #settled = 0;
  #mode: Mode = 'newton';
  /** The loss at the last wide direction. */
  #widenedAt = Number.POSITIVE_INFINITY;

  constructor(
    readonly objective: Objective,
    readonly history: History,
    readonly search: Search,
    first: Iterate,
  ) {
    this.#current = first;
    this.#best = { x: first.x, loss: first.loss * objective.unit };
  }

  async run(): Promise<Minimum> {
    while (true) {
      const reason = this.#reasonToEnd() ?? (await this.#iterate());
      if (reason) return { ...this.#best, iterations: this.#iterations, reason };
    }
  }

  #reasonToEnd(): Minimum['reason'] | undefined {
    const { gradientTolerance, lossTolerance, maxIterations, aborted } = this.search;
    if (this.#current.largest === 0 || this.#share <= (gradientTolerance ?? 0)) return 'gradient';
    if (lossTolerance && this.#settled >= patience) return 'loss';
    if (this.#quiet >= patience && !this.#widen()) return 'gradient';
    if (lossTolerance === undefined && this.#settled >= longPatience && !this.#widen()) return 'loss';
    if (aborted()) return 'aborted';
    return this.#iterations === maxIterations ? 'maxIterations' : undefined;
  }

  /** ‖g‖∞ over its largest value so far. */
  get #share(): number {
    return (this.#current.largest * this.objective.unit) / this.objective.largest;
  }

  /** Makes the next direction wide, if the loss has fallen since the last wide one. */
  #widen(): boolean {
    const { loss } = this.#best;
    if (this.#widenedAt - loss <= lossResolution * Math.abs(loss)) return false;
    this.#widenedAt = loss;
    this.#mode = 'wide';
    return true;
  }

  /** Takes a step, or chooses another direction for the next attempt; returns the reason to end if neither helps. */
  async #iterate(): Promise<Minimum['reason'] | undefined> {
    const { objective, history, search } = this;
    const { owned } = objective;
    const from = this.#current;
    const direction = owned.add(tidy(() => directionFrom(from, history, this.#mode, objective)));
    const first = await objective.along(from, direction, 1);
    const descends = first.firstSlope < 0;
    if (this.#mode === 'newton') {
      const ends = search.gradientTolerance === undefined && this.#share <= smallGradient && descends;
      this.#quiet = ends && promisesNothing(from, first) ? this.#quiet + 1 : 0;
    }
    const next = descends ? await searchAlong(objective, from, direction, first, search.aborted) : undefined;
    owned.free(direction);
    if (next) {
      this.#accept(from, next);
      return undefined;
    }
    if (!descends) owned.free(first.x, first.gradient);
    if (search.aborted()) return 'aborted';
    if (this.#widen()) return undefined;
    if (this.#quiet > 0) return 'gradient';
    if (this.#mode === 'steepest' || history.isEmpty) {
      const isLost = Math.abs(first.firstSlope) <= lossResolution * Math.abs(from.loss);
      return isLost ? 'loss' : 'lineSearch';
    }
    // A box may bend a good direction upwards; a search that fails along a descent direction shows bad pairs.
    if (descends) history.forget();
    this.#mode = 'steepest';
    return undefined;
  }

  /** Moves to the next iterate, and reports it. */
  #accept(from: Iterate, next: Trial): void {
    const { objective, history, search } = this;
    const { owned } = objective;
    if (this.#mode === 'wide') this.#quiet = 0;
    this.#mode = 'newton';
    this.#iterations++;
    if (hasCurvature(next)) {
      const s = owned.add(sub(next.x, from.x));
      const y = owned.add(sub(next.gradient, from.gradient));
      history.add({ s, y, sy: next.sy }, next.sy / next.yy);
    }
    objective.largest = Math.max(objective.largest, next.largest * objective.unit);
    const loss = next.loss * objective.unit;
    const best = this.#best;
    const gain = best.loss - loss;
    const least = (search.lossTolerance ?? smallGain) * Math.max(Math.abs(best.loss), Math.abs(loss));
    this.#settled = gain < least ? this.#settled + 1 : 0;
    if (gain >= 0) this.#best = { x: next.x, loss }; // the last among equal losses has the smallest gradient
    owned.free(...[best.x, from.x, from.gradient].filter((tensor) => tensor !== this.#best.x));
    this.#current = next;
    if (next.largest > unitRange || next.largest < 1 / unitRange) {
      objective.changeUnit(next);
      history.changeUnit(objective.unit);
    }
    const { evaluations } = objective;
    search.report({ step: this.#iterations, loss, gradient: this.#share, evaluations, x: next.x });
  }
}

/** The target of L-BFGS from an iterate: a point of the box, in the subspace of the coordinates not held at a bound. */
function directionFrom(
  { x, gradient, largest }: Iterate,
  history: History,
  mode: Mode,
  { box, unit }: Objective,
): Tensor {
  const free = box && freeCoordinates(x, gradient, box);
  // Moves as far as the first step would along directions whose curvature no step has shown, to reveal flat ones beside
  // steep ones.
  const leastGamma = mode === 'wide' ? Math.min(unit, 1 / largest) : 0;
  const direction = history.direction(gradient, mode === 'steepest' ? 'none' : 'all', leastGamma, free);
  return box ? projectStep(direction, x, box) : direction;
}

/** Whether sᵀy is positive beyond rounding, whatever the scale of the loss. */
const hasCurvature = ({ ss, sy, yy }: Trial): boolean => sy > curvatureResolution * Math.sqrt(ss * yy);

/** Whether the decrease that the model promises for a step, ½ |gᵀd|, is within the rounding of the loss and of x. */
const promisesNothing = ({ loss, sensitivity }: Iterate, { firstSlope }: Trial): boolean =>
  Math.abs(firstSlope) / 2 <= rounding * (Math.abs(loss) + sensitivity);

/** The next iterate along a descent direction; undefined if no step lowers the loss. */
const searchAlong = (objective: Objective, from: Iterate, direction: Tensor, first: Trial, stopped: () => boolean) =>
  wolfeSearch({ step: 0, loss: from.loss, slope: first.firstSlope, promised: 0 }, first, {
    evaluate: (step) => objective.along(from, direction, step),
    free: ({ x, gradient }) => objective.owned.free(x, gradient),
    noise: lossResolution * Math.abs(from.loss),
    stopped,
  });
