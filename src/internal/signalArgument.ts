import { ArgumentError } from './ArgumentError';
import { describe } from './arguments';

/** Requires an `AbortSignal`, be it of another realm, where there is one. */
export function signalArgument(functionName: string, signal: AbortSignal | undefined): void {
  if (signal === undefined || typeof signal?.throwIfAborted === 'function') return;
  throw new ArgumentError(functionName, 'signal is of the wrong kind', 'an AbortSignal', describe(signal));
}
