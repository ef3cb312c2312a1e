import { engine, env, type KernelBackend } from '@tensorflow/tfjs-core';
import { importBackend } from './importBackend';
import { haveThreads, type WasmPaths, wasmFileFault, wasmFiles, wasmFileUsed } from './wasmFiles';
import { withoutCrashHandlers } from './withoutCrashHandlers';

/**
 * Starts a backend without making it the active one, or throws with the reason. `setBackend` would put the backend that
 * is active out of service first, keep the reason to itself and print it.
 */
export async function startBackend(name: string, wasmPaths?: WasmPaths): Promise<void> {
  await (engine() as unknown as EngineInternals).pendingBackendInit;
  const { registry, registryFactory } = engine();
  if (Object.hasOwn(registry, name)) return; // what every object has, such as 'constructor', is not a backend
  if (name === 'webgpu') await requireAdapter();
  if (!Object.hasOwn(registryFactory, name)) await importBackend(name);
  if (!Object.hasOwn(registryFactory, name)) throw new Error('no backend of this name is registered');
  const instance = name === 'wasm' ? await startWasm(wasmPaths) : await registryFactory[name].factory();
  registry[name] ??= instance;
}

/** What tfjs's engine has but does not declare. */
export interface EngineInternals {
  /** A backend that the user is starting at this moment. */
  pendingBackendInit?: Promise<boolean> | null;
  backendInstance?: KernelBackend | null;
}

async function requireAdapter(): Promise<void> {
  const gpu = globalThis.navigator?.gpu as GPU | undefined;
  if (!gpu) throw new Error('no WebGPU here: navigator.gpu is missing (in a browser it needs HTTPS or localhost)');
  if (!(await gpu.requestAdapter())) throw new Error('WebGPU has no adapter here');
}

async function startWasm(paths: WasmPaths | undefined): Promise<KernelBackend> {
  if (paths !== undefined) {
    const files = wasmFiles(paths);
    if (!haveThreads(paths)) env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    // Looked at before tfjs does: after a failure of its own it takes no other path until the page is reloaded.
    const fault = await wasmFileFault(files[await wasmFileUsed()]);
    if (fault) throw new Error(fault);
    const { setWasmPaths } = (await importBackend('wasm')) as typeof import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(files);
  }
  try {
    return await withoutCrashHandlers(async () => engine().registryFactory.wasm.factory());
  } catch (error) {
    const fault = paths === undefined && !env().getBool('IS_NODE') && (await wasmFileFault(await wasmFileUsed()));
    const advice = 'give its place as wasmPaths, in a page that is loaded anew';
    throw new Error(fault ? `${fault}; ${advice}` : (error as Error).message, { cause: error });
  }
}
