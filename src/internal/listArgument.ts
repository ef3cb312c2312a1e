import { ArgumentError } from './ArgumentError';
import { describe, isArray } from './describe';

/** The entries of a list, holes as undefined: the methods of arrays pass over holes, and so would a check of each entry. */
export function listArgument(functionName: string, name: string, value: unknown, expected: string): unknown[] {
  if (isArray(value)) return Array.from(value);
  throw new ArgumentError(functionName, `${name} is not a list`, expected, describe(value));
}
