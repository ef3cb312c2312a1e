import { ArgumentError } from '../internal/ArgumentError';
import { describe, numberArgument } from '../internal/arguments';
import { isArray, isTypedArray } from '../internal/describe';

/** Two lists of finite numbers, of equal length and with at least `least` entries. */
export function pairsArgument(
  functionName: string,
  predicted: ArrayLike<number>,
  real: ArrayLike<number>,
  least: number,
): [predicted: number[], real: number[]] {
  const [a, b] = Object.entries({ predicted, real }).map(([name, list]) => {
    if (!isArray(list) && !isTypedArray(list)) {
      throw new ArgumentError(functionName, `${name} is not a list`, 'a list of numbers', describe(list));
    }
    return Array.from(list as ArrayLike<number>, (value) => numberArgument(functionName, `a number in ${name}`, value));
  });
  if (a.length !== b.length) {
    const got = `${a.length} and ${b.length}`;
    throw new ArgumentError(functionName, 'predicted and real differ in length', 'pairs', got);
  }
  if (a.length >= least) return [a, b];
  throw new ArgumentError(functionName, 'there are too few pairs', `at least ${least}`, String(a.length));
}
