import { ArgumentError } from './ArgumentError';
import { describe, isArray } from './describe';

/**
 * A list, with each entry as `entryArgument` returns it. Array methods skip holes, and would skip their checks; here a
 * hole counts as undefined.
 */
export function listArgument<Entry>(
  functionName: string,
  name: string,
  value: unknown,
  expected: string,
  entryArgument: (entry: unknown, index: number) => Entry,
): Entry[] {
  if (!isArray(value)) throw new ArgumentError(functionName, `${name} is not a list`, expected, describe(value));
  const entries: Entry[] = [];
  for (let index = 0; index < value.length; index++) entries.push(entryArgument(value[index], index));
  return entries;
}
