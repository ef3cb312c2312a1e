import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import {
  booleanArgument,
  choiceArgument,
  numberArgument,
  requireSameShape,
  tensorArgument,
} from '../../internal/arguments';

/** How the scores of several classes are reduced. */
export type ClassReduction = 'none' | 'mean';

/** The score of an empty mask, for which the formula is undefined. */
export type EmptyPolicy = 'nan' | 'worst' | 'ignore';

export interface ClassOptions<Classes extends number | undefined, R extends ClassReduction> {
  /**
   * The number of classes, whose ids are 0 to `classes` − 1. Without it the maps are masks: nonzero pixels are inside.
   */
  classes?: Classes;
  /** Leaves out class 0 (default false). */
  ignoreBackground?: boolean;
  /**
   * The score of a class without pixels: `'nan'` (the default), `'worst'` (the worst score), or `'ignore'` (not in the
   * mean).
   */
  empty?: EmptyPolicy;
  /** `'none'` (the default) keeps one score per class, `'mean'` is their mean. */
  reduction?: R;
}

/** One score for masks or the mean of classes; otherwise one per class. */
export type PerClass<Classes extends number | undefined, R extends ClassReduction, One, Many> = Classes extends number
  ? R extends 'mean'
    ? One
    : Many
  : One;

export const classDefaults = {
  classes: undefined,
  ignoreBackground: false,
  empty: 'nan',
  reduction: 'none',
} as const;

/** The class ids to score; none for masks, where all nonzero pixels are inside. */
export function classesArgument(
  functionName: string,
  { classes, ignoreBackground, empty, reduction }: Record<keyof typeof classDefaults, unknown>,
): number[] | undefined {
  booleanArgument(functionName, 'ignoreBackground', ignoreBackground);
  choiceArgument(functionName, 'empty', empty, ['nan', 'worst', 'ignore']);
  choiceArgument(functionName, 'reduction', reduction, ['none', 'mean']);
  if (classes === undefined) return undefined;
  const first = ignoreBackground ? 1 : 0;
  const count = numberArgument(functionName, 'classes', classes, { atLeast: first + 1, atMost: 65_536, integer: true });
  return Array.from({ length: count - first }, (_, index) => first + index);
}

/** Two maps of class ids of the same shape, as int32. */
export function labelMaps(
  functionName: string,
  predicted: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  rank?: readonly number[],
): [predicted: Tensor, truth: Tensor] {
  const maps = [
    tensorArgument(functionName, 'predicted', predicted, { rank, dtype: 'int32' }),
    tensorArgument(functionName, 'truth', truth, { dtype: 'int32' }),
  ] as [Tensor, Tensor];
  requireSameShape(functionName, 'predicted', maps[0], 'truth', maps[1]);
  return maps;
}
