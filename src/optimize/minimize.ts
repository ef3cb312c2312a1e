import { sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type Box, freeCoordinates, projectStep } from './box';
import { type CurvaturePair, descentDirection, hasCurvature } from './descentDirection';
import type { LbfgsProgress, LbfgsResult } from './lbfgs';
import type { Iterate, Objective, Trial } from './objective';
import { wolfeSearch } from './wolfeSearch';

interface Limits {
  maxIterations: number;
  historySize: number;
  gradientTolerance: number;
  lossTolerance: number;
  onProgress?(progress: LbfgsProgress): void;
  signal?: AbortSignal;
}

/** A sum in float32 is known to this share of itself, not better. */
const lossResolution = 1e-6;

/** One iteration without gain may be rounding; so many in a row are the end. */
const patience = 3;

/** The iterations of L-BFGS from x on. All tensors, x too, are owned by the objective but that of the result. */
export async function minimize(
  objective: Objective,
  x: Tensor,
  { maxIterations, historySize, gradientTolerance, lossTolerance, onProgress, signal }: Limits,
): Promise<LbfgsResult> {
  const { owned, box } = objective;
  const aborted = () => signal?.aborted === true;
  const pairs: CurvaturePair[] = [];
  let iterations = 0;

  const finish = ({ x, loss }: { x: Tensor; loss: number }, reason: LbfgsResult['reason']): LbfgsResult => ({
    x: owned.release(x),
    loss: loss * objective.scale,
    iterations,
    evaluations: objective.evaluations,
    reason,
  });
  const forget = (dropped: CurvaturePair[]) => owned.free(...dropped.flatMap(({ s, y }) => [s, y]));

  if (aborted()) return finish({ x, loss: Number.NaN }, 'aborted');
  const { length, ...start } = await objective.start(x);
  let current: Iterate = start;
  // min(1, 1/‖g‖₁) of the gradient itself, which is `scale` of the objective's units.
  let gamma = Math.min(objective.scale, 1 / length);

  let steepest = false;
  let best: Pick<Iterate, 'x' | 'loss'> = current;
  let settled = 0;

  while (true) {
    if (current.largest <= gradientTolerance * start.largest) return finish(best, 'gradient');
    if (lossTolerance > 0 && settled >= patience) return finish(best, 'loss');
    if (aborted()) return finish(best, 'aborted');
    if (iterations === maxIterations) return finish(best, 'maxIterations');

    const from = current;
    const direction = owned.add(tidy(() => directionWithin(from, steepest ? [] : pairs, gamma, box)));
    const first = await objective.along(from, direction, 1);
    const descends = first.firstSlope < 0;
    const next = descends ? await searchAlong(objective, from, direction, first, aborted) : undefined;
    owned.free(direction);

    if (!next) {
      if (!descends) owned.free(first.x, first.gradient);
      if (aborted()) return finish(best, 'aborted');
      if (Math.abs(first.firstSlope) <= lossResolution * Math.abs(from.loss)) return finish(best, 'loss');
      if (steepest || pairs.length === 0) return finish(best, 'lineSearch');
      // A box may bend a good direction up; a search that fails on a descent shows bad pairs.
      if (descends) forget(pairs.splice(0));
      steepest = true;
      continue;
    }

    steepest = false;
    iterations++;
    onProgress?.({
      step: iterations,
      total: maxIterations,
      loss: next.loss * objective.scale,
      gradient: next.largest / start.largest,
      evaluations: objective.evaluations,
      x: next.x,
    });
    if (hasCurvature(next)) {
      gamma = next.sy / next.yy;
      if (pairs.length === historySize) forget(pairs.splice(0, 1));
      pairs.push({
        s: owned.add(sub(next.x, from.x)),
        y: owned.add(sub(next.gradient, from.gradient)),
        sy: next.sy,
      });
    }
    const gain = best.loss - next.loss;
    settled = gain < lossTolerance * Math.max(Math.abs(best.loss), Math.abs(next.loss)) ? settled + 1 : 0;
    const passed = [best.x, from.x, from.gradient];
    if (gain >= 0) best = next; // of losses that float32 does not tell apart the last, whose gradient is the smallest
    owned.free(...passed.filter((tensor) => tensor !== best.x));
    current = next;
  }
}

/** Where L-BFGS goes from an iterate: to a point of the box, within the subspace of what is not held at a bound. */
function directionWithin(
  { x, gradient }: Iterate,
  pairs: CurvaturePair[],
  gamma: number,
  box: Box | undefined,
): Tensor {
  if (!box) return descentDirection(gradient, pairs, gamma);
  const free = freeCoordinates(x, gradient, box);
  return projectStep(descentDirection(gradient, pairs, gamma, free), x, box);
}

/** The next iterate along a direction that descends; none where no step lowers the loss. */
const searchAlong = (objective: Objective, from: Iterate, direction: Tensor, first: Trial, stopped: () => boolean) =>
  wolfeSearch({ step: 0, loss: from.loss, slope: first.firstSlope }, first, {
    evaluate: (step) => objective.along(from, direction, step),
    free: ({ x, gradient }) => objective.owned.free(x, gradient),
    longest: first.longest,
    noise: lossResolution * Math.abs(from.loss),
    stopped,
  });
