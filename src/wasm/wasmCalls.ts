import { moduleStarter, type WasmModule } from './moduleStarter';
import { LEAST_PRODUCTS, type Parallel, parallelOn } from './threads/parallel';
import { poolOf } from './threads/threadPool';
import type { WasmBackend } from './wasmBackend';

/**
 * Calls of a module without a kernel: the module starts on a backend's memory at the first of them. A call of enough
 * products is shared between threads.
 */
export function wasmCalls<Exports>(
  module: WasmModule<Exports>,
): (backend: WasmBackend, products: number) => Parallel<Exports> {
  const startOn = moduleStarter(module);
  return (backend, products) => parallelOn(startOn(backend), products >= LEAST_PRODUCTS ? poolOf(backend) : undefined);
}
