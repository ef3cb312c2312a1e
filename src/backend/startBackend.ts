import { engine, env, type KernelBackend } from '@tensorflow/tfjs-core';
import { engineInternals } from '../engine/engineInternals';
import { hasLostDevice, watchDevice } from '../webgpu/watchDevice';
import { importBackend } from './importBackend';
import { haveThreads, type WasmFile, type WasmPaths, wasmFileFault, wasmFiles, wasmFileUsed } from './wasmFiles';
import { webgpu } from './webgpuInNode';
import { withIdleWorkers } from './withIdleWorkers';
import { withoutCrashHandlers } from './withoutCrashHandlers';

/**
 * Starts a backend without making it active, or throws an error with the reason. `setBackend` would disable the active
 * backend first, and print the reason instead of returning it.
 */
export async function startBackend(name: string, wasmPaths?: WasmPaths, threads = 1): Promise<void> {
  await engineInternals().pendingBackendInit;
  const { registry, registryFactory } = engine();
  // Inherited properties such as 'constructor' are not backends.
  if (Object.hasOwn(registry, name)) {
    if (name !== 'webgpu' || !(await hasLostDevice(registry[name]))) return;
    delete registry[name]; // tensors on the host move to the new one
  }
  if (name === 'webgpu') await requireAdapter();
  if (!Object.hasOwn(registryFactory, name)) await importBackend(name);
  if (!Object.hasOwn(registryFactory, name)) {
    const imported = name === 'webgpu' ? '; tfjs-backend-webgpu was imported before there was a navigator.gpu' : '';
    throw new Error(`no backend of this name is registered${imported}`);
  }
  const instance = name === 'wasm' ? await startWasm(wasmPaths, threads) : await registryFactory[name].factory();
  registry[name] ??= instance;
  if (name === 'webgpu') watchDevice(registry[name]);
}

async function requireAdapter(): Promise<void> {
  const adapter = await (await webgpu()).requestAdapter();
  if (!adapter) throw new Error('WebGPU finds no adapter');
  for (const [limit, least] of Object.entries(leastLimits)) {
    const allowed = adapter.limits[limit as keyof typeof leastLimits];
    if (allowed < least) throw new Error(`the adapter's ${limit} is ${allowed}; WebGPU programs need ${least}`);
  }
}

/** The limits that WebGPU guarantees; an adapter of its compatibility mode may have lower ones. */
const leastLimits = {
  maxStorageBuffersPerShaderStage: 8,
  maxStorageBufferBindingSize: 2 ** 27,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
};

/** The locations given so far. tfjs keeps a reference to this object, and accepts no other after a failed start. */
const wasmPlaces: Partial<Record<WasmFile, string>> = {};
let tfjsHasPlaces = false;

async function startWasm(paths: WasmPaths | undefined, threads: number): Promise<KernelBackend> {
  const isNode = env().getBool('IS_NODE');
  // In Node, tfjs loads its threaded build only if told to.
  if (isNode) env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
  if (paths !== undefined) {
    if (!haveThreads(paths)) env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    Object.assign(wasmPlaces, wasmFiles(paths));
    const { setWasmPaths } = await importWasm();
    if (!tfjsHasPlaces) setWasmPaths(wasmPlaces as Record<WasmFile, string>);
    tfjsHasPlaces = true;
  }
  try {
    const start = async () => engine().registryFactory.wasm.factory();
    const mayHaveThreads = isNode ? threads > 1 : globalThis.crossOriginIsolated;
    const backend = await withoutCrashHandlers(() => (mayHaveThreads ? withIdleWorkers(start) : start()));
    requireKernels(backend);
    return backend;
  } catch (error) {
    throw new Error(await reasonOf(error as Error, paths), { cause: error });
  } finally {
    if (isNode) env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  }
}

/** The reason why WASM does not start. tfjs itself only says "make sure the server can serve the .wasm file". */
async function reasonOf({ message }: Error, paths: WasmPaths | undefined): Promise<string> {
  const file = await wasmFileUsed();
  const { version_wasm } = await importWasm();
  if (paths !== undefined) return wasmFileFault(wasmFiles(paths)[file], version_wasm);
  if (!env().getBool('IS_NODE')) {
    return `${await wasmFileFault(file, version_wasm)}; reload the page and pass the file's location as wasmPaths`;
  }
  if (!/can serve the `.wasm` file|__dirname/.test(message)) return message;
  return (
    `${file} is not beside the script that contains @tensorflow/tfjs-backend-wasm: keep that package out of the ` +
    'bundle, or copy the file from its dist folder and pass its location as wasmPaths'
  );
}

/** A file of an older version may start, but fails at the first kernel that it lacks. */
function requireKernels(backend: KernelBackend): void {
  const { asm, ...module } = (backend as KernelBackend & { wasm: Record<string, unknown> }).wasm;
  const kernels = Object.keys(module).filter((name) => /^_[A-Z]/.test(name));
  if (!asm || kernels.every((name) => name.slice(1) in (asm as object))) return;
  backend.dispose();
  throw new Error('the .wasm file was made for another version of @tensorflow/tfjs-backend-wasm');
}

const importWasm = () => importBackend('wasm') as Promise<typeof import('@tensorflow/tfjs-backend-wasm')>;
