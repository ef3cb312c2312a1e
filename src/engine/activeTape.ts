import { engine } from '@tensorflow/tfjs-core';

/** What identifies the gradient that is being taken: the tape that records, or undefined if none does. */
export function activeTape(): object | undefined {
  const { activeTape: tape, gradientDepth } = engine().state;
  return gradientDepth > 0 ? tape : undefined;
}
