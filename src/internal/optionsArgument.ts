import { ArgumentError } from './ArgumentError';
import { alternatives, describe, isTensor, typeName } from './describe';

/** Every option, with its given type or its default, which may be undefined. */
type Defaulted<Options, Defaults> = {
  [Name in keyof Defaults]: Name extends keyof Options ? Exclude<Options[Name], undefined> | Defaults[Name] : never;
};

/**
 * An options object with the default for each option that is left out or undefined. `defaults` has all valid names; any
 * other name is an error, and so is a value that is not an object. The caller checks the values.
 */
export function optionsArgument<Options extends object, const Defaults extends Record<keyof Options, unknown>>(
  functionName: string,
  options: Options | undefined,
  defaults: Defaults,
  kind: 'option' | 'argument' = 'option',
): Defaulted<Options, Defaults> {
  const names = Object.keys(defaults);
  const given = (options === undefined ? {} : options) as Record<string, unknown>;
  if (isTensor(given) || typeName(given) !== 'Object') {
    throw new ArgumentError(functionName, `${kind}s is not an object`, `{${names.join(', ')}}`, describe(given));
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      functionName,
      `unknown ${kind} ${describe(unknown)}`,
      alternatives(names),
      describe(unknown),
    );
  }
  const pairs = names.map((name) => [name, given[name] === undefined ? defaults[name as keyof Options] : given[name]]);
  return Object.fromEntries(pairs);
}
