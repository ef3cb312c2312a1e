import {
  add,
  dispose,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { sampleBatch } from '../ops/sampling/sampleBatch';
import type { LbfgsProgress } from '../optimize';
import { descend } from '../optimize/descend';
import { linearGrid } from '../spatial/linearGrid';
import { alongAxes } from './axes';
import { bendingTerms, splineBending } from './bendingEnergy';
import { splineRefinement } from './bspline';
import { splineMatrices } from './bsplineGrid';

export interface RegistrationProgress {
  /** The number of iterations done, including those that a stage did not need. */
  step: number;
  /** The maximum number of iterations. */
  total: number;
  /** The dissimilarity, and the weighted bending energy in the free-form stage. */
  loss: number;
  /** The stage that the step belongs to. */
  stage: 'affine' | 'freeForm';
  /** The level, from 0, the coarsest. */
  level: number;
}

/** Pairs of images at one level: [batch, ...size, channels], or a batch of one moving image for all fixed ones. */
export interface Level {
  moving: Tensor;
  fixed: Tensor;
}

interface StageSettings {
  /** Names the caller in errors. */
  functionName: string;
  dissimilarity(warped: Tensor, fixed: Tensor): Tensor1D;
  iterations: number;
  signal: AbortSignal | undefined;
  onProgress(progress: { step: number; loss: number; level: number }): void;
}

/** The share of the loss that three iterations in a row must gain for a level to continue. */
const lossTolerance = 1e-4;

const linear = { interpolation: 'linear', padding: 'border', alignCorners: false } as const;

/** The moving image sampled at a grid, extended by its border values. */
const warped = (moving: Tensor, grid: Tensor): Tensor => sampleBatch(moving, grid, linear);

/** Optimizes θ [batch, axes, axes + 1] from coarse to fine. Disposes the initial θ. */
export function affineStage(theta: Tensor, levels: Level[], settings: StageSettings): Promise<Descent> {
  return coarseToFine(
    theta,
    (x) => x,
    levels,
    settings,
    ({ moving, fixed }) => {
      const size = fixed.shape.slice(1, -1);
      return (x) => settings.dissimilarity(warped(moving, linearGrid(x as Tensor3D, size, false)), fixed);
    },
  );
}

/**
 * Optimizes control points [batch, ...lattice, axes] from coarse to fine; each lattice has cells half as wide as the
 * previous one. The weight of the bending energy is the same at each level, because the energy takes the longest side
 * of the image as 2.
 */
export async function freeFormStage(
  controlPoints: Tensor,
  theta: Tensor,
  levels: Level[],
  bendingWeight: number,
  settings: StageSettings,
): Promise<Descent> {
  const affine: Tensor[] = [];
  try {
    return await coarseToFine(controlPoints, refined, levels, settings, ({ moving, fixed }, points) => {
      const size = fixed.shape.slice(1, -1);
      const lengths = size.map((count) => (2 * count) / Math.max(...size));
      const [matrices, terms] = [splineMatrices(points, size), bendingTerms(points, lengths)];
      const start = tidy(() => linearGrid(theta as Tensor3D, size, false));
      affine.push(start);
      return (x) => {
        const unlike = settings.dissimilarity(warped(moving, add(start, alongAxes(x, matrices))), fixed);
        return bendingWeight === 0 ? unlike : add(unlike, mul(splineBending(x, lengths, terms), bendingWeight));
      };
    });
  } finally {
    dispose(affine);
  }
}

/** Parameters of a batch of maps, which the caller disposes, and the loss of each. */
interface Descent {
  x: Tensor;
  losses: Float32Array;
}

/** Minimizes the sum of the losses of a batch at each level. Each level starts from the result of the previous one. */
async function coarseToFine(
  start: Tensor,
  refine: (x: Tensor) => Tensor,
  levels: Level[],
  { functionName, iterations, signal, onProgress }: StageSettings,
  lossesAt: (level: Level, start: Tensor) => (x: Tensor) => Tensor1D,
): Promise<Descent> {
  let x = start;
  try {
    let losses = (_: Tensor): Tensor1D => tensor1d([]);
    for (const [level, images] of levels.entries()) {
      if (level > 0) x = replaced(x, refine(x));
      losses = lossesAt(images, x);
      const lossAt = (parameters: Tensor): Scalar => sum(losses(parameters));
      const options = {
        maxIterations: iterations,
        lossTolerance,
        signal,
        onProgress: ({ step, loss }: LbfgsProgress) => onProgress({ step: level * iterations + step, loss, level }),
      };
      const found = await descend(lossAt, x, options, { functionName, loss: 'similarity', x: 'warped' });
      x = replaced(x, found.x);
      signal?.throwIfAborted();
    }
    const perExample = tidy(() => losses(x));
    const values = (await perExample.data()) as Float32Array;
    perExample.dispose();
    return { x, losses: values };
  } catch (error) {
    x.dispose();
    throw error;
  }
}

function replaced(old: Tensor, next: Tensor): Tensor {
  if (next !== old) old.dispose();
  return next;
}

/** The same deformation on cells half as wide. */
const refined = (controlPoints: Tensor): Tensor =>
  tidy(() => alongAxes(controlPoints, controlPoints.shape.slice(1, -1).map(splineRefinement)));
