import { engine, env } from '@tensorflow/tfjs-core';
import { startWorker } from '../wasm/threads/startWorker';
import { openPool, poolOf } from '../wasm/threads/threadPool';
import { isShared, memoryOf, type WasmBackend } from '../wasm/wasmBackend';

/** Why a backend computes on one thread, if it does. */
const reasons = new WeakMap<object, string>();

/** The threads on which the WASM kernels of this package run, and why it is only one. */
export function wasmThreads(backend: WasmBackend): { threads: number; withoutThreads?: string } {
  const pool = poolOf(backend);
  if (pool) return { threads: pool.threads };
  return { threads: 1, withoutThreads: reasons.get(backend.wasm) ?? 'selectBackend has not started them' };
}

/** Starts the threads of the WASM backend. If that fails, it computes on one, and `wasmThreads` says why. */
export async function startThreads(given?: number): Promise<void> {
  const backend = engine().registry.wasm as WasmBackend;
  const { wasm } = backend;
  const threads = given ?? defaultThreads();
  const reason = threads === 1 ? reasonForOne(given) : obstacleFor(backend);
  if (!reason && poolOf(backend)?.threads === threads) return;
  poolOf(backend)?.close();
  if (!reasons.has(wasm)) endWith(backend);
  reasons.set(wasm, reason ?? 'a thread failed'); // which ends the others
  if (reason) return;
  try {
    await openPool(backend, threads, startWorker);
    if (engine().registry.wasm !== backend) poolOf({ wasm })?.close(); // the backend has ended meanwhile
  } catch (error) {
    reasons.set(wasm, (error as Error).message);
  }
}

/** In Node the threaded build runs only if asked for. */
const defaultThreads = () => (env().getBool('IS_NODE') ? 1 : Math.min(8, navigator.hardwareConcurrency ?? 1));

/** Ends the threads of the WASM backend, because another backend is selected. */
export function stopThreads(): void {
  const backend = engine().registry.wasm as WasmBackend | undefined;
  const pool = backend && poolOf(backend);
  if (!pool) return;
  pool.close();
  reasons.set(backend.wasm, 'another backend was selected since');
}

/** Ends the threads when the backend ends. */
function endWith(backend: WasmBackend): void {
  const dispose = backend.dispose.bind(backend);
  backend.dispose = () => {
    poolOf(backend)?.close();
    dispose();
  };
}

function reasonForOne(given?: number): string {
  if (given === 1) return 'selectBackend was given threads: 1';
  return env().getBool('IS_NODE') ? 'Node starts more only for selectBackend({ threads })' : 'the hardware has one';
}

function obstacleFor(backend: WasmBackend): string | undefined {
  if (!env().getBool('IS_NODE') && !globalThis.crossOriginIsolated) return 'the page is not crossOriginIsolated';
  return isShared(memoryOf(backend)) ? undefined : 'tfjs has not loaded tfjs-backend-wasm-threaded-simd.wasm';
}
