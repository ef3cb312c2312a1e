import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../../src/wasm/wasmBackend';

const GUARD_BYTES = 64;
const GUARD = 0xa5;

/**
 * Runs `f` while every tensor of tfjs's WASM backend, temporary space included, is allocated between guard bytes and
 * filled with the byte `garbage`. Throws where a guard byte was overwritten.
 */
export async function onGuardedHeap<Result>(garbage: number, f: () => Promise<Result>): Promise<Result> {
  const { wasm } = tf.backend() as WasmBackend;
  // When first called, these functions of tfjs's module put others in their place.
  wasm._free(wasm._malloc(1));
  const { _malloc: malloc, _free: free } = wasm;
  const sizes = new Map<number, number>();
  const requireIntact = (address: number) => {
    const end = address + sizes.get(address)!;
    const guards = [wasm.HEAPU8.subarray(address - GUARD_BYTES, address), wasm.HEAPU8.subarray(end, end + GUARD_BYTES)];
    if (guards.some((bytes) => bytes.some((byte) => byte !== GUARD))) {
      throw new Error(`bytes around a tensor of ${sizes.get(address)} bytes were overwritten`);
    }
  };
  wasm._malloc = (bytes) => {
    const block = malloc(bytes + 2 * GUARD_BYTES) >>> 0;
    if (block === 0) return 0;
    wasm.HEAPU8.fill(GUARD, block, block + bytes + 2 * GUARD_BYTES);
    wasm.HEAPU8.fill(garbage, block + GUARD_BYTES, block + GUARD_BYTES + bytes);
    sizes.set(block + GUARD_BYTES, bytes);
    return block + GUARD_BYTES;
  };
  wasm._free = (address) => {
    if (!sizes.has(address)) return free(address); // from before
    requireIntact(address);
    sizes.delete(address);
    free(address - GUARD_BYTES);
  };
  try {
    const result = await f();
    for (const address of sizes.keys()) requireIntact(address);
    return result;
  } finally {
    wasm._malloc = malloc;
    // Tensors that outlive the call are freed with their guards.
    wasm._free = sizes.size === 0 ? free : (address) => free(sizes.delete(address) ? address - GUARD_BYTES : address);
  }
}
