import { ArgumentError } from './ArgumentError';
import { alternatives, describe, isTensor, typeName } from './describe';

/** A record with no keys but `keys`. The caller checks the entries, which may be missing. */
export function recordArgument<Given extends object>(
  functionName: string,
  name: string,
  value: Given,
  keys: readonly (keyof Given & string)[],
): Given {
  if (isTensor(value) || typeName(value) !== 'Object') {
    throw new ArgumentError(functionName, `${name} is not an object`, `{${keys.join(', ')}}`, describe(value));
  }
  const unknown = Object.keys(value).find((key) => !keys.some((known) => known === key));
  if (unknown === undefined) return value;
  throw new ArgumentError(functionName, `${name} has an unknown key`, alternatives(keys), describe(unknown));
}
