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

/** How a direction is found. After `newton` the others are tried in turn if the previous one did not help. */
type Mode = 'newton' | 'wide' | 'steepest';

/** The iterations of L-BFGS from a start in the box. All tensors are owned by the objective. */
export async function minimize(
  objective: Objective,
  start: Tensor,
  history: History,
  { maxIterations, gradientTolerance, lossTolerance, report, aborted }: Search,
): Promise<Minimum> {
  const { owned } = objective;
  if (aborted()) return { x: start, loss: Number.NaN, iterations: 0, reason: 'aborted' };
  const { length, ...first } = await objective.start(start);
  history.begin(objective.unit, length);
  let current: Iterate = first;
  let best = { x: current.x, loss: current.loss * objective.unit };
  let iterations = 0;
  /** The number of iterations in a row that promised nothing, and that gained nothing. */
  let quiet = 0;
  let settled = 0;
  let mode = 'newton' as Mode;
  let widenedAt = Number.POSITIVE_INFINITY;

  const finish = (reason: LbfgsResult['reason']): Minimum => ({ ...best, iterations, reason });
  /** Makes the next direction wide, if the loss has fallen since the last wide one. */
  const widen = () => {
    if (widenedAt - best.loss <= lossResolution * Math.abs(best.loss)) return false;
    widenedAt = best.loss;
    mode = 'wide';
    return true;
  };

  while (true) {
    const share = (current.largest * objective.unit) / objective.largest;
    if (current.largest === 0 || share <= (gradientTolerance ?? 0)) return finish('gradient');
    if (lossTolerance && settled >= patience) return finish('loss');
    if (quiet >= patience && !widen()) return finish('gradient');
    if (lossTolerance === undefined && settled >= longPatience && !widen()) return finish('loss');
    if (aborted()) return finish('aborted');
    if (iterations === maxIterations) return finish('maxIterations');

    const from = current;
    const direction = owned.add(tidy(() => directionFrom(from, history, mode, objective)));
    const first = await objective.along(from, direction, 1);
    const descends = first.firstSlope < 0;
    if (mode === 'newton') {
      const ends = gradientTolerance === undefined && share <= smallGradient && descends;
      quiet = ends && promisesNothing(from, first) ? quiet + 1 : 0;
    }
    const next = descends ? await searchAlong(objective, from, direction, first, aborted) : undefined;
    owned.free(direction);

    if (!next) {
      if (!descends) owned.free(first.x, first.gradient);
      if (aborted()) return finish('aborted');
      if (widen()) continue;
      if (quiet > 0) return finish('gradient');
      if (mode === 'steepest' || history.isEmpty) {
        const isLost = Math.abs(first.firstSlope) <= lossResolution * Math.abs(from.loss);
        return finish(isLost ? 'loss' : 'lineSearch');
      }
      // A box may bend a good direction upwards; a search that fails along a descent direction shows bad pairs.
      if (descends) history.forget();
      mode = 'steepest';
      continue;
    }

    if (mode === 'wide') quiet = 0;
    mode = 'newton';
    iterations++;
    if (hasCurvature(next)) {
      const s = owned.add(sub(next.x, from.x));
      const y = owned.add(sub(next.gradient, from.gradient));
      history.add({ s, y, sy: next.sy }, next.sy / next.yy);
    }
    objective.largest = Math.max(objective.largest, next.largest * objective.unit);
    const loss = next.loss * objective.unit;
    const gain = best.loss - loss;
    settled = gain < (lossTolerance ?? smallGain) * Math.max(Math.abs(best.loss), Math.abs(loss)) ? settled + 1 : 0;
    const passed = [best.x, from.x, from.gradient];
    if (gain >= 0) best = { x: next.x, loss }; // the last among equal losses has the smallest gradient
    owned.free(...passed.filter((tensor) => tensor !== best.x));
    current = next;
    if (next.largest > unitRange || next.largest < 1 / unitRange) {
      objective.changeUnit(next);
      history.changeUnit(objective.unit);
    }
    report({
      step: iterations,
      loss,
      gradient: (next.largest * objective.unit) / objective.largest,
      evaluations: objective.evaluations,
      x: next.x,
    });
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
