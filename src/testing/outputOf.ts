import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape, isTensor } from '../internal/describe';

/** The result of the function under test, if it is a float32 tensor with elements to check. */
export function outputOf(functionName: string, output: unknown): Tensor {
  if (!isTensor(output)) {
    throw new ArgumentError(functionName, 'f does not return a tensor', 'a float32 tensor', describe(output));
  }
  if (output.dtype !== 'float32') {
    throw new ArgumentError(functionName, 'f returns the wrong dtype', 'a float32 tensor', describe(output));
  }
  if (output.size > 0) return output;
  const got = `shape ${describeShape(output.shape)}`;
  throw new ArgumentError(functionName, 'f returns an empty tensor', 'at least one element to check', got);
}
