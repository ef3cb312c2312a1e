import * as tf from '@tensorflow/tfjs-core';

interface Heap {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** The most bytes that `f` takes at a time beyond those before: on WASM of the heap, elsewhere of tensors. */
export async function peakBytes(f: () => Promise<tf.Tensor[]>): Promise<number> {
  if (tf.getBackend() !== 'wasm') {
    const before = tf.memory().numBytes;
    const { peakBytes: peak } = await tf.profile(async () => {
      tf.dispose(await f());
      return tf.scalar(0);
    });
    return peak - before;
  }
  const heap = (tf.backend() as unknown as { wasm: Heap }).wasm;
  const { _malloc, _free } = heap;
  const sizes = new Map<number, number>();
  let [bytes, peak] = [0, 0];
  heap._malloc = (count) => {
    const address = _malloc(count);
    sizes.set(address, count);
    bytes += count;
    peak = Math.max(peak, bytes);
    return address;
  };
  heap._free = (address) => {
    bytes -= sizes.get(address) ?? 0;
    sizes.delete(address);
    _free(address);
  };
  try {
    tf.dispose(await f());
    return peak;
  } finally {
    Object.assign(heap, { _malloc, _free });
  }
}
