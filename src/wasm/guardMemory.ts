import { type DataType, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from './wasmBackend';

const guarded = new WeakSet<WasmBackend>();

/** The data that the current kernel has made. */
let made: object[] | undefined;

/** Runs a kernel. If it throws, as it does when memory runs out, its temporary tensors are freed. */
export function freeingIfItThrows<Result>(backend: WasmBackend, kernel: () => Result): Result {
  if (made) return kernel(); // within another one, which frees them
  const ofKernel: object[] = [];
  made = ofKernel;
  try {
    return kernel();
  } catch (error) {
    for (const dataId of ofKernel) backend.disposeData(dataId, true);
    throw error;
  } finally {
    made = undefined;
  }
}

/**
 * Makes the backend reject a tensor that does not fit, and store bools as 0 and 1. tfjs does not notice that an
 * allocation failed, or that a size does not fit into 32 bits, and then overwrites other tensors, from address 0 on.
 */
export function guardMemory(backend: WasmBackend): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  const write = backend.write.bind(backend);
  backend.write = (...data) => {
    const dataId = write(...data);
    made?.push(dataId);
    return dataId;
  };
  const move = backend.move.bind(backend);
  backend.move = (dataId, values, shape, dtype, refCount) => {
    if (dtype !== 'string') requireSpace(backend, shape, dtype);
    // Stock kernels compute with the bytes of bools as if they were 0 and 1.
    const bools = dtype === 'bool' && values ? (values as Uint8Array).map((byte) => (byte ? 1 : 0)) : values;
    move(dataId, bools, shape, dtype, refCount);
  };
}

/** Bytes that stay free for the temporary allocations of stock kernels, which abort if an allocation fails. */
const RESERVE = 2 ** 26;
/** The reserve applies from this size of the memory on; below it the memory can grow. */
const NEARLY_FULL = 3 * 2 ** 30;

function requireSpace({ wasm }: WasmBackend, shape: number[], dtype: DataType): void {
  const tensor = `${dtype === 'int32' ? 'an' : 'a'} ${dtype} tensor of shape [${shape.join(', ')}]`;
  if (!shape.every((size) => Number.isInteger(size) && size >= 0))
    throw new Error(`WASM backend: impossible shape: ${tensor}`);
  const size = util.sizeFromShape(shape);
  const bytes = size * util.bytesPerElement(dtype) + (wasm.HEAPU8.length < NEARLY_FULL ? 0 : RESERVE);
  const found = size < 2 ** 31 && bytes < 2 ** 32 ? wasm._malloc(bytes) : 0;
  if (found === 0) throw new Error(`Out of WASM memory (4 GiB at most): no space for ${tensor}`);
  wasm._free(found);
}
