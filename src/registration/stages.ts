import { add, dispose, mul, sum, type Tensor, type Tensor1D, type Tensor3D, tensor1d } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { sampleBatch } from '../ops/sampling/sampleBatch';
import { lbfgs } from '../optimize';
import { linearGrid } from '../spatial/linearGrid';
import { alongAxes } from './axes';
import { bendingTerms, splineBending } from './bendingEnergy';
import { splineRefinement } from './bspline';
import { splineMatrices } from './bsplineGrid';

export interface RegistrationProgress {
  /** The iterations done, those that a stage left out included. */
  step: number;
  /** The most iterations that there can be. */
  total: number;
  /** The dissimilarity, and the weighted bending energy in the free-form stage. */
  loss: number;
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
  dissimilarity(warped: Tensor, fixed: Tensor): Tensor1D;
  iterations: number;
  signal: AbortSignal | undefined;
  onProgress(progress: { step: number; loss: number; level: number }): void;
}

/** What three iterations in a row must gain for a level to go on, as a share of the loss. */
const lossTolerance = 1e-4;

const linear = { interpolation: 'linear', padding: 'border', alignCorners: false } as const;

/** The moving image where a grid looks. Beyond its border it goes on with the values there. */
const warped = (moving: Tensor, grid: Tensor): Tensor => sampleBatch(moving, grid, linear);

/** θ [batch, axes, axes + 1] from coarse to fine. It disposes the θ that it starts from. */
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
 * Control points [batch, ...lattice, axes] from coarse to fine, from one lattice to the next of cells half as wide. The
 * weight of the bending energy is the same at each level: it counts the longest side of the image as 2.
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

/** Minimizes the sum of the losses of a batch at each level; each starts from what the one before has found. */
async function coarseToFine(
  start: Tensor,
  refine: (x: Tensor) => Tensor,
  levels: Level[],
  { iterations, signal, onProgress }: StageSettings,
  lossesAt: (level: Level, start: Tensor) => (x: Tensor) => Tensor1D,
): Promise<Descent> {
  let x = start;
  try {
    let losses = (_: Tensor): Tensor1D => tensor1d([]);
    for (const [level, images] of levels.entries()) {
      if (level > 0) x = replaced(x, refine(x));
      losses = lossesAt(images, x);
      const found = await lbfgs((parameters: Tensor) => sum(losses(parameters)), x, {
        maxIterations: iterations,
        lossTolerance,
        signal,
        onProgress: ({ step, loss }) => onProgress({ step: level * iterations + step, loss, level }),
      });
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

/** The same deformation on cells of half the width. */
const refined = (controlPoints: Tensor): Tensor =>
  tidy(() => alongAxes(controlPoints, controlPoints.shape.slice(1, -1).map(splineRefinement)));
