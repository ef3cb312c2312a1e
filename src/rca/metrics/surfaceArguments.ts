import { type Tensor, type TensorLike, tidy } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../internal/ArgumentError';
import { choiceArgument, describe, numberArgument } from '../../internal/arguments';
import { isArray } from '../../internal/describe';
import { yieldToEventLoop } from '../../internal/yieldToEventLoop';
import { type DirectedDistances, directedDistances, type SurfaceWeighting } from './directedDistances';
import { type ClassOptions, type ClassReduction, classDefaults, classesArgument, labelMaps } from './labelMaps';

/** How the two directions are combined: `'maximum'` as in MONAI, `'pooled'` or `'symmetric'` as in medpy. */
export type SurfaceForm = 'pooled' | 'symmetric' | 'maximum';

export interface SurfaceOptions<
  Classes extends number | undefined = number | undefined,
  R extends ClassReduction = ClassReduction,
> extends ClassOptions<Classes, R> {
  /** The size of a pixel along each axis, in axis order: [row, column] or [slice, row, column] (default 1 each). */
  spacing?: readonly number[];
  /** What counts: `'pixels'` of the surface (the default), or the `'area'` of the surface, a length in an image. */
  weighting?: SurfaceWeighting;
}

export const surfaceDefaults = { ...classDefaults, spacing: undefined, weighting: 'pixels' } as const;

type SurfaceSettings = Record<keyof typeof surfaceDefaults, unknown>;

/** The distances of each class, in order; those of the masks if there are no classes. */
export async function distancesPerClass(
  functionName: string,
  predicted: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  settings: SurfaceSettings,
): Promise<DirectedDistances[]> {
  const ids = classesArgument(functionName, settings);
  const weighting = choiceArgument(functionName, 'weighting', settings.weighting, ['pixels', 'area']);
  const given = [predicted, truth];
  const maps = tidy(() => labelMaps(functionName, predicted, truth, [2, 3]));
  try {
    const { shape } = maps[0];
    const spacing = spacingArgument(functionName, settings.spacing, shape.length);
    const [labels, trueLabels] = await Promise.all(maps.map((map) => map.data()));
    const records: DirectedDistances[] = [];
    for (const id of ids ?? [undefined]) {
      await yieldToEventLoop();
      records.push(directedDistances(labels, trueLabels, { size: shape, spacing, weighting }, id));
    }
    return records;
  } finally {
    for (const map of maps) if (!given.includes(map)) map.dispose();
  }
}

/** One positive number per axis. */
export function spacingArgument(functionName: string, spacing: unknown, axes: number): number[] {
  if (spacing === undefined) return Array<number>(axes).fill(1);
  if (isArray(spacing) && spacing.length === axes) {
    return Array.from(spacing, (size) => numberArgument(functionName, 'spacing', size, { above: 0 }));
  }
  const expected = `${axes} numbers, one per axis`;
  throw new ArgumentError(functionName, 'spacing does not fit the maps', expected, describe(spacing));
}

export const formArgument = (functionName: string, form: unknown): SurfaceForm =>
  choiceArgument(functionName, 'form', form, ['pooled', 'symmetric', 'maximum']);

/** The mean over classes; `'ignore'` leaves NaN out. */
export function meanOverClasses(scores: number[], empty: unknown): number {
  const kept = empty === 'ignore' ? scores.filter((score) => !Number.isNaN(score)) : scores;
  return kept.reduce((sum, score) => sum + score, 0) / kept.length;
}
