import { all, isFinite as isFiniteTensor, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';

/** Requires finite values, because a NaN would make the loss NaN without a hint at its origin. */
export async function requireFinite(functionName: string, tensors: Record<string, Tensor>): Promise<void> {
  for (const [name, tensor] of Object.entries(tensors)) {
    const finite = tidy(() => all(isFiniteTensor(tensor)));
    const [value] = await finite.data();
    finite.dispose();
    if (value) continue;
    throw new ArgumentError(functionName, `${name} has values that are not finite`, 'finite numbers', 'NaN or ∞');
  }
}
