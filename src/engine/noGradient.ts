import { engine } from '@tensorflow/tfjs-core';

/** Runs `f` off the tape: what it returns is a constant to every gradient, so comparisons and rounding may be used. */
export function noGradient<Result>(f: () => Result): Result {
  const { state } = engine();
  state.kernelDepth++;
  try {
    return f();
  } finally {
    state.kernelDepth--;
  }
}
