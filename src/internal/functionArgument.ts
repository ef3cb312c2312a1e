import { ArgumentError } from './ArgumentError';
import { describe } from './describe';

/** Requires a function. */
export function functionArgument(functionName: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw new ArgumentError(functionName, `${name} is not a function`, 'a function', describe(value));
}
