import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';

/** The values of a tensor, none of which may be NaN or infinite: one would spoil every feature. */
export async function finiteValues(functionName: string, name: string, tensor: Tensor): Promise<Float32Array> {
  const values = await tensor.data<'float32'>();
  if (values.every(Number.isFinite)) return values;
  throw new ArgumentError(functionName, `${name} has values that are not finite`, 'finite numbers', 'NaN or ∞');
}
