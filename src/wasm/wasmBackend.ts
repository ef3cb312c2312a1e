import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** The parts of tfjs's WASM backend that this package uses. Its types are not part of tfjs-core. */
export interface WasmBackend extends KernelBackend {
  wasm: {
    HEAPU8: Uint8Array;
    wasmMemory?: WebAssembly.Memory;
    asm: { memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(address: number): void;
    /** The tensors as the stock kernels know them. */
    tfjs: {
      registerTensor(id: number, size: number, memoryOffset: number): void;
      /** Frees everything that stock kernels keep about the tensor, but not its numbers. */
      disposeData(id: number): void;
    };
  };
  dataIdMap: { get(dataId: object): { id: number; memoryOffset: number } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** tfjs's memory, of its threaded build or of its plain one. */
export const memoryOf = ({ wasm }: WasmBackend): WebAssembly.Memory => wasm.wasmMemory ?? wasm.asm.memory;

/** Whether workers can use the memory too. */
export const isShared = ({ buffer }: WebAssembly.Memory): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;

/**
 * The address of a tensor; it stays the same when the memory grows. tfjs first moves a tensor here from another
 * backend.
 */
export const address = (backend: WasmBackend, { dataId }: TensorInfo): number =>
  backend.dataIdMap.get(dataId).memoryOffset;
