import { add, clone, dispose, type Tensor, type Tensor3D, zeros } from '@tensorflow/tfjs-core';
import { requireAllocatable } from '../internal/requireAllocatable';
import { linearGrid } from '../spatial/linearGrid';
import { alongAxes } from './axes';
import { splineMatrices } from './bsplineGrid';
import { pyramid, pyramidSizes } from './pyramid';
import type { RegistrationSettings, Stage } from './registrationSettings';
import { dissimilarity } from './similarity';
import { affineStage, freeFormStage, type Level, type RegistrationProgress } from './stages';

interface BatchSettings extends RegistrationSettings {
  /** Names the caller in errors. */
  functionName: string;
  onProgress?: ((progress: RegistrationProgress) => void) | undefined;
  signal: AbortSignal | undefined;
}

/** Maps of a batch, from fixed to moving coordinates. The caller disposes them. */
export interface Maps {
  theta: Tensor;
  controlPoints: Tensor | undefined;
  losses: Float32Array;
}

/**
 * Registers one moving image, or one for each fixed image, to a batch of fixed images [batch, ...size, channels]. θ has
 * the same batch.
 */
export async function registerBatch(images: Level, initialTheta: Tensor, settings: BatchSettings): Promise<Maps> {
  const { functionName, transform, similarity, window, controlPointSpacing, iterations, onProgress, signal } = settings;
  const sizes = [images.moving, images.fixed].map(({ shape }) => shape.slice(1, -1));
  const levels = settings.levels ?? defaultLevels(sizes);
  const [batch, ...size] = images.fixed.shape.slice(0, -1);
  const lattice = coarsestLattice(size, controlPointSpacing, levels);
  if (transform.includes('freeForm')) {
    const finest = lattice.map((count) => (count - 3) * 2 ** (levels - 1) + 3);
    requireAllocatable(functionName, 'the lattice of control points', [batch, ...finest, size.length]);
  }
  const movings = pyramid(images.moving, levels);
  const fixeds = pyramid(images.fixed, levels);
  const perLevel = fixeds.map((fixed, level): Level => ({ moving: movings[level], fixed }));
  const total = transform.length * levels * iterations;
  const settingsOf = (stage: Stage) => ({
    functionName,
    dissimilarity: dissimilarity(similarity, window),
    iterations,
    signal,
    onProgress: ({ step, loss, level }: { step: number; loss: number; level: number }) =>
      onProgress?.({ step: transform.indexOf(stage) * levels * iterations + step, total, loss, stage, level }),
  });
  const maps: Maps = { theta: clone(initialTheta), controlPoints: undefined, losses: new Float32Array() };
  try {
    if (transform.includes('affine')) {
      const { x, losses } = await affineStage(maps.theta, perLevel, settingsOf('affine'));
      Object.assign(maps, { theta: x, losses });
    }
    if (transform.includes('freeForm')) {
      const start = zeros([batch, ...lattice, size.length]);
      const weight = settings.bendingEnergy;
      const { x, losses } = await freeFormStage(start, maps.theta, perLevel, weight, settingsOf('freeForm'));
      Object.assign(maps, { controlPoints: x, losses });
    }
    return maps;
  } catch (error) {
    dispose([maps.theta]);
    throw error;
  } finally {
    dispose([...movings, ...fixeds]);
  }
}

/** The largest number of halvings that leaves at least 12 pixels along every axis. */
function defaultLevels(sizes: number[][]): number {
  const fits = (levels: number) => sizes.every((size) => Math.min(...pyramidSizes(size, levels)[0]) >= 12);
  return [4, 3, 2].find(fits) ?? 1;
}

/** The number of control points along each axis at the coarsest level; the cells halve with each level. */
const coarsestLattice = (size: number[], spacing: number, levels: number): number[] =>
  size.map((count) => Math.max(1, Math.round(count / (spacing * 2 ** (levels - 1)))) + 3);

/** The position in the moving image for each pixel: [batch, ...size, axes]. */
export function gridsOf(
  { theta, controlPoints }: Pick<Maps, 'theta' | 'controlPoints'>,
  size: readonly number[],
): Tensor {
  const affine = linearGrid(theta as Tensor3D, size, false);
  return controlPoints ? add(affine, alongAxes(controlPoints, splineMatrices(controlPoints, size))) : affine;
}
