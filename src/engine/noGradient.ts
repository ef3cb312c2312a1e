import { engine } from '@tensorflow/tfjs-core';

/** Runs `f` off the tape: every gradient treats its result as a constant, so `f` may compare and round. */
export function noGradient<Result>(f: () => Result): Result {
  const { state } = engine();
  state.kernelDepth++;
  try {
    return f();
  } finally {
    state.kernelDepth--;
  }
}
