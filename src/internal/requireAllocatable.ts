import { ArgumentError } from './ArgumentError';
import { describeShape } from './describe';

/**
 * Rejects a float32 tensor of 2 GiB or more, before anything of its size is allocated. WASM memory ends at 4 GiB, which
 * inputs and intermediate results share, and a buffer of WebGPU rarely exceeds 2 GiB.
 */
export function requireAllocatable(functionName: string, name: string, shape: readonly number[]): void {
  const bytes = shape.reduce((size, count) => size * count, Float32Array.BYTES_PER_ELEMENT);
  if (bytes < 2 ** 31) return;
  const got = `shape ${describeShape(shape)}`;
  throw new ArgumentError(functionName, `${name} is too large`, 'a tensor of less than 2 GiB', got);
}
