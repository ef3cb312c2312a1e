import { ArgumentError } from './ArgumentError';
import { describe } from './arguments';

/** Requires an `AbortSignal`, from any realm, if one is given. */
export function signalArgument(functionName: string, signal: AbortSignal | undefined): void {
  if (signal === undefined || typeof signal?.throwIfAborted === 'function') return;
  throw new ArgumentError(functionName, 'signal is of the wrong kind', 'an AbortSignal', describe(signal));
}
