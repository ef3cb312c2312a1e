import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { listArgument } from '../internal/listArgument';

/** Checks a list of distinct class ids, each below `count` if that is given. */
export function classList(functionName: string, name: string, value: unknown, count = 2 ** 31): number[] {
  const expected = `different integers from 0 to ${count - 1}`;
  const classes = listArgument(functionName, name, value, expected, (entry) => {
    if (Number.isInteger(entry) && (entry as number) >= 0 && (entry as number) < count) return entry as number;
    throw new ArgumentError(functionName, `${name} has an entry that is not a class`, expected, describe(entry));
  });
  if (new Set(classes).size === classes.length) return classes;
  throw new ArgumentError(functionName, `${name} has a class twice`, expected, describe(classes));
}
