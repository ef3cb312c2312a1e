import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, describe, numberArgument } from '../internal/arguments';
import { listArgument } from '../internal/listArgument';
import { windowArgument } from './normalizedCrossCorrelation';
import type { Similarity } from './similarity';
import type { RegistrationProgress } from './stages';

/** A stage of a registration: an affine map, or a free-form B-spline on top of it. */
export type Stage = 'affine' | 'freeForm';

export interface RegisterOptions {
  /** The stages, in this order (default both). */
  transform?: readonly Stage[];
  /** The similarity: `'crossCorrelation'` (the default), `'squaredDifference'`, or a function to minimize. */
  similarity?: Similarity;
  /** The width of the windows of `'crossCorrelation'` in pixels, odd; without it the whole image is one window. */
  window?: number;
  /**
   * The number of image sizes, each twice the previous one (default: as many as leave 12 pixels along each axis, at
   * most 4).
   */
  levels?: number;
  /** Pixels of the fixed image between control points, at the finest level: 1 or more (default 6). */
  controlPointSpacing?: number;
  /** The weight of the bending energy (default 0.0005). */
  bendingEnergy?: number;
  /** The maximum number of iterations per stage and level (default 50). */
  iterations?: number;
  /** The initial θ, from fixed to moving coordinates (default the identity). */
  initialTheta?: Tensor | TensorLike;
  /** Called after each iteration. */
  onProgress?(progress: RegistrationProgress): void;
  /** Ends the work and rejects with the signal's reason. */
  signal?: AbortSignal;
}

export const registrationDefaults = {
  transform: ['affine', 'freeForm'],
  similarity: 'crossCorrelation',
  window: undefined,
  levels: undefined,
  controlPointSpacing: 6,
  bendingEnergy: 0.0005,
  iterations: 50,
} as const;

/** The checked options of a batch registration. */
export interface RegistrationSettings {
  transform: readonly Stage[];
  similarity: Similarity;
  window: number | undefined;
  /** As many as fit, if undefined. */
  levels: number | undefined;
  controlPointSpacing: number;
  bendingEnergy: number;
  iterations: number;
}

export function registrationSettings(
  functionName: string,
  given: Record<keyof RegistrationSettings, unknown>,
): RegistrationSettings {
  const { similarity, window, levels, controlPointSpacing, bendingEnergy, iterations } = given;
  if (typeof similarity !== 'function') {
    choiceArgument(functionName, 'similarity', similarity, ['crossCorrelation', 'squaredDifference']);
  }
  windowArgument(functionName, window);
  if (levels !== undefined) numberArgument(functionName, 'levels', levels, { atLeast: 1, atMost: 16, integer: true });
  numberArgument(functionName, 'controlPointSpacing', controlPointSpacing, { atLeast: 1 });
  numberArgument(functionName, 'bendingEnergy', bendingEnergy, { atLeast: 0, float32: true });
  numberArgument(functionName, 'iterations', iterations, { atLeast: 1, integer: true });
  return { ...(given as RegistrationSettings), transform: transformArgument(functionName, given.transform) };
}

function transformArgument(functionName: string, transform: unknown): Stage[] {
  const expected = "['affine', 'freeForm'] or one of them";
  const wrong = () => new ArgumentError(functionName, 'transform is wrong', expected, describe(transform));
  const stages = listArgument(functionName, 'transform', transform, expected, (stage) => {
    if (stage !== 'affine' && stage !== 'freeForm') throw wrong();
    return stage;
  });
  if (['affine', 'freeForm', 'affine,freeForm'].includes(stages.join())) return stages;
  throw wrong();
}
