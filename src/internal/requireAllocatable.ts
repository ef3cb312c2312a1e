import { ArgumentError } from './ArgumentError';
import { describeShape } from './describe';

/**
 * Refuses a float32 tensor that is too large for every backend, before anything of its size is allocated. WASM memory
 * ends at 4 GiB, and larger sizes wrap around.
 */
export function requireAllocatable(functionName: string, name: string, shape: readonly number[]): void {
  const bytes = shape.reduce((size, count) => size * count, Float32Array.BYTES_PER_ELEMENT);
  if (bytes < 2 ** 32) return;
  const got = `shape ${describeShape(shape)}`;
  throw new ArgumentError(functionName, `${name} is too large`, 'a tensor of less than 4 GiB', got);
}
