import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from './ArgumentError';

/** The values of a tensor, all of which must be finite: one NaN would spoil every result without a hint at its origin. */
export async function finiteValues(functionName: string, name: string, tensor: Tensor): Promise<Float32Array> {
  const values = await tensor.data<'float32'>();
  if (values.every(Number.isFinite)) return values;
  throw new ArgumentError(functionName, `${name} has values that are not finite`, 'finite numbers', 'NaN or ∞');
}
