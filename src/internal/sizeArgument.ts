import { ArgumentError } from './ArgumentError';
import { describe, isArray } from './describe';
import { requireAllocatable } from './requireAllocatable';

/**
 * An output size, one positive integer per axis, or an error that names the axes. `others` are the sizes of the
 * result's other axes; with them the total must not exceed the largest possible tensor.
 */
export function sizeArgument(
  functionName: string,
  size: unknown,
  axes: readonly string[],
  others: readonly number[] = [],
): number[] {
  const counts: unknown[] = isArray(size) && size.length === axes.length ? Array.from(size) : [];
  if (counts.length === 0 || !counts.every((count) => Number.isSafeInteger(count) && (count as number) > 0)) {
    const expected = `[${axes.join(', ')}] of positive integers`;
    throw new ArgumentError(functionName, 'the size is wrong', expected, describe(size));
  }
  requireAllocatable(functionName, 'the result', [...(counts as number[]), ...others]);
  return counts as number[];
}
