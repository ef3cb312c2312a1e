import { ArgumentError } from './ArgumentError';
import { describe } from './arguments';

/** An output size, one positive integer per axis, or an error that names the axes. */
export function sizeArgument(functionName: string, size: unknown, axes: readonly string[]): number[] {
  const fits =
    Array.isArray(size) && size.length === axes.length && size.every((count) => Number.isInteger(count) && count > 0);
  if (fits) return size;
  throw new ArgumentError(
    functionName,
    'the size is wrong',
    `[${axes.join(', ')}] of positive integers`,
    describe(size),
  );
}
