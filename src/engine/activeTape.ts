import { engine } from '@tensorflow/tfjs-core';

/** The tape that records, which identifies the gradient being taken, or undefined if none records. */
export function activeTape(): object | undefined {
  const { activeTape: tape, gradientDepth } = engine().state;
  return gradientDepth > 0 ? tape : undefined;
}
