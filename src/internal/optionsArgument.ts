import { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from './ArgumentError';
import { alternatives, describe } from './arguments';

/** Options whose every name is there: as they may be given, or as the default, which may be undefined. */
type Defaulted<Options, Defaults> = {
  [Name in keyof Defaults]: Name extends keyof Options ? Exclude<Options[Name], undefined> | Defaults[Name] : never;
};

/**
 * An options object with the default in the place of each option that is left out or undefined. `defaults` has all names
 * that there are: any other is an error, as is what is no object. The values are for the caller to check.
 */
export function optionsArgument<Options extends object, const Defaults extends Record<keyof Options, unknown>>(
  functionName: string,
  options: Options | undefined,
  defaults: Defaults,
  kind: 'option' | 'bound' | 'parameter' = 'option',
): Defaulted<Options, Defaults> {
  const names = Object.keys(defaults);
  const given = (options === undefined ? {} : options) as Record<string, unknown>;
  if (Object.prototype.toString.call(given) !== '[object Object]' || given instanceof Tensor) {
    throw new ArgumentError(functionName, `${kind}s is no object`, `{${names.join(', ')}}`, describe(given));
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(functionName, `unknown ${kind} '${unknown}'`, alternatives(names), `'${unknown}'`);
  }
  const pairs = names.map((name) => [name, given[name] === undefined ? defaults[name as keyof Options] : given[name]]);
  return Object.fromEntries(pairs);
}
