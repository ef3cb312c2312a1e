import { binaryOf } from './binaryOf';
import { guardMemory } from './guardMemory';
import { hasRelaxedSimd } from './relaxedSimd';
import { isShared, memoryOf, type WasmBackend } from './wasmBackend';

/** The result of `npm run kernels` for a folder `assembly/`. */
export interface WasmModule<Exports> {
  /** The binary as text, for `binaryOf`. */
  code: string;
  /** The offset of the byte in the binary that declares the limits of the memory. */
  memoryLimits: number;
  /** Changes the binary for engines with relaxed SIMD, if the module uses assembly/multiplyAdd.ts. */
  relax?(binary: Uint8Array): void;
  /** The order in which each function takes its parameters. */
  parameters: Record<keyof Exports, readonly string[]>;
}

/** A module on a backend's memory. */
export interface Started<Exports> {
  exports: Exports;
  instance: WebAssembly.Exports;
  parameters: WasmModule<Exports>['parameters'];
  binary: Uint8Array<ArrayBuffer>;
  /** A copy of the binary in the memory, from which workers start the module. */
  copy?: { address: number; bytes: number };
}

/** Returns a function that starts a module on a backend's memory at its first call. */
export function moduleStarter<Exports>(module: WasmModule<Exports>): (backend: WasmBackend) => Started<Exports> {
  /** Keyed by `backend.wasm`, because a backend that was removed and registered again has another memory. */
  const modules = new WeakMap<object, Started<Exports>>();
  return (backend) => {
    const started = modules.get(backend.wasm) ?? start(module, backend);
    modules.set(backend.wasm, started);
    return started;
  };
}

/** Compiles synchronously. Chromium allows that on its main thread up to 8 MB, and kernels have a few KB. */
function start<Exports>(
  { code, memoryLimits, relax, parameters }: WasmModule<Exports>,
  backend: WasmBackend,
): Started<Exports> {
  guardMemory(backend);
  const memory = memoryOf(backend);
  const binary = binaryOf(code);
  if (isShared(memory)) binary[memoryLimits] |= SHARED;
  if (relax && hasRelaxedSimd()) relax(binary);
  const { exports: instance } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  const entries = Object.entries<readonly string[]>(parameters);
  const exports = Object.fromEntries(entries.map(([name, order]) => [name, calledByName(instance[name], order)]));
  return { exports: exports as Exports, instance, parameters, binary };
}

/** The bit in the limits of an imported memory that marks it as shared. */
const SHARED = 2;

function calledByName(f: WebAssembly.ExportValue, order: readonly string[]) {
  return (named: Record<string, number>) =>
    (f as (...numbers: number[]) => number)(...order.map((name) => named[name]));
}
